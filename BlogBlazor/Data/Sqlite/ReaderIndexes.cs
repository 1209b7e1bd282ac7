using Microsoft.EntityFrameworkCore.Migrations;

namespace BlogBlazor.Data.Sqlite;

/// <summary>
/// What SQLite itself keeps so that readers find posts: the words of what is published, the names of authors, and the dates
/// beside the tags. Triggers, so that it holds for every way of writing, an older version of the program included.
/// A migration that makes EF Core rebuild Posts, PostTag or AspNetUsers drops them first, or SQLite refuses, and makes them
/// again at its end.
/// </summary>
internal static class ReaderIndexes
{
    private static readonly string[] Triggers =
    [
        """
        PostTag_Insert AFTER INSERT ON PostTag BEGIN
            UPDATE PostTag SET PublishedAt = (SELECT PublishedAt FROM Posts WHERE Id = NEW.PostId)
                WHERE PostId = NEW.PostId AND TagsId = NEW.TagsId;
        END
        """,
        """
        Posts_Publish AFTER UPDATE OF PublishedAt ON Posts BEGIN
            UPDATE PostTag SET PublishedAt = NEW.PublishedAt WHERE PostId = NEW.Id;
        END
        """,
        $"""
        Posts_Insert AFTER INSERT ON Posts WHEN NEW.PublishedAt IS NOT NULL BEGIN
            {Words("VALUES", "NEW")};
        END
        """,
        $"""
        Posts_Update AFTER UPDATE OF Title, Summary, Markdown, PublishedAt ON Posts BEGIN
            DELETE FROM PostSearch WHERE rowid = OLD.Id;
            {Words("SELECT", "NEW")} WHERE NEW.PublishedAt IS NOT NULL;
        END
        """,
        """
        Posts_Delete AFTER DELETE ON Posts BEGIN
            DELETE FROM PostSearch WHERE rowid = OLD.Id;
        END
        """,
        $"""
        Users_Insert AFTER INSERT ON AspNetUsers BEGIN
            {Names("VALUES", "NEW")};
        END
        """,
        $"""
        Users_Update AFTER UPDATE OF Handle, DisplayName ON AspNetUsers BEGIN
            DELETE FROM AuthorSearch WHERE UserId = OLD.Id;
            {Names("VALUES", "NEW")};
        END
        """,
        """
        Users_Delete AFTER DELETE ON AspNetUsers BEGIN
            DELETE FROM AuthorSearch WHERE UserId = OLD.Id;
        END
        """,
    ];

    public static void CreateReaderIndexes(this MigrationBuilder migration)
    {
        foreach (var trigger in Triggers)
        {
            migration.Sql($"CREATE TRIGGER {trigger}");
        }

        // It keeps no text of its own: what is shown comes from the posts.
        migration.Sql(
            """
            CREATE VIRTUAL TABLE PostSearch USING fts5(Title, Summary, Markdown,
                content='', contentless_delete=1, prefix='2 3', tokenize="unicode61 remove_diacritics 2")
            """);
        migration.Sql(
            """
            CREATE VIRTUAL TABLE AuthorSearch USING fts5(UserId UNINDEXED, Names, tokenize="unicode61 remove_diacritics 2")
            """);
        migration.Sql($"{Words("SELECT", "Posts")} FROM Posts WHERE PublishedAt IS NOT NULL");
        migration.Sql($"{Names("SELECT", "AspNetUsers")} FROM AspNetUsers");
        migration.Sql("UPDATE PostTag SET PublishedAt = (SELECT PublishedAt FROM Posts WHERE Id = PostTag.PostId)");
    }

    public static void DropReaderIndexes(this MigrationBuilder migration)
    {
        foreach (var trigger in Triggers)
        {
            migration.Sql($"DROP TRIGGER {trigger[..trigger.IndexOf(' ', StringComparison.Ordinal)]}");
        }

        migration.Sql("DROP TABLE PostSearch");
        migration.Sql("DROP TABLE AuthorSearch");
    }

    private static string Words(string verb, string row) => "INSERT INTO PostSearch (rowid, Title, Summary, Markdown) "
        + Row(verb, $"{row}.Id, {Plain($"{row}.Title")}, {Plain($"{row}.Summary")}, {Plain($"{row}.Markdown")}");

    private static string Names(string verb, string row) => "INSERT INTO AuthorSearch (UserId, Names) "
        + Row(verb, $"{row}.Id, {Plain($"{row}.DisplayName")} || ' ' || {row}.Handle");

    private static string Row(string verb, string values) => verb == "VALUES" ? $"VALUES ({values})" : $"SELECT {values}";

    /// <summary>The tokenizer takes the marks off letters, but đ is a letter of its own.</summary>
    private static string Plain(string text) => $"replace(replace({text}, 'đ', 'd'), 'Đ', 'D')";
}
