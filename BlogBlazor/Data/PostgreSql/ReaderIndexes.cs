using Microsoft.EntityFrameworkCore.Migrations;

namespace BlogBlazor.Data.PostgreSql;

/// <summary>
/// What PostgreSQL itself keeps so that readers find posts: the words of what is published, the names of authors, and the
/// dates beside the tags. Triggers, so that it holds for every way of writing, an older version of the program included.
/// </summary>
internal static class ReaderIndexes
{
    public static void CreateReaderIndexes(this MigrationBuilder migration)
    {
        // Letters without marks, and only words: PostgreSQL's own parser would keep addresses, paths and hyphenated words whole.
        migration.Sql(
            """
            CREATE FUNCTION plain_words(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
                lower(translate(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g'),
                    'đĐ!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', 'dD                                ') COLLATE "default")
            """);
        // A tsvector holds 1 MB, which a long text of rare words could pass: the post must be saved all the same.
        migration.Sql(
            """
            CREATE FUNCTION post_words(title text, summary text, markdown text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
                setweight(to_tsvector('simple'::regconfig, plain_words(title)), 'A')
                || setweight(to_tsvector('simple'::regconfig, plain_words(summary)), 'B')
                || to_tsvector('simple'::regconfig, plain_words(left(markdown, 100000)))
            """);
        migration.Sql(
            """
            CREATE TABLE "PostSearch" ("PostId" integer PRIMARY KEY REFERENCES "Posts" ("Id") ON DELETE CASCADE, "Words" tsvector NOT NULL)
            """);
        migration.Sql("""CREATE INDEX "IX_PostSearch_Words" ON "PostSearch" USING gin ("Words")""");
        migration.Sql(
            """
            CREATE TABLE "AuthorSearch" ("UserId" text COLLATE "C" PRIMARY KEY REFERENCES "AspNetUsers" ("Id") ON DELETE CASCADE, "Words" tsvector NOT NULL)
            """);
        migration.Sql("""CREATE INDEX "IX_AuthorSearch_Words" ON "AuthorSearch" USING gin ("Words")""");
        Trigger(migration, "PostTag_Insert", """BEFORE INSERT ON "PostTag" """,
            """NEW."PublishedAt" := (SELECT "PublishedAt" FROM "Posts" WHERE "Id" = NEW."PostId");""");
        Trigger(migration, "Posts_Publish", """AFTER UPDATE OF "PublishedAt" ON "Posts" """,
            """UPDATE "PostTag" SET "PublishedAt" = NEW."PublishedAt" WHERE "PostId" = NEW."Id";""");
        Trigger(migration, "Posts_Search", """AFTER INSERT OR UPDATE OF "Title", "Summary", "Markdown", "PublishedAt" ON "Posts" """,
            """
            DELETE FROM "PostSearch" WHERE "PostId" = NEW."Id";
            INSERT INTO "PostSearch" SELECT NEW."Id", post_words(NEW."Title", NEW."Summary", NEW."Markdown") WHERE NEW."PublishedAt" IS NOT NULL;
            """);
        Trigger(migration, "Users_Search", """AFTER INSERT OR UPDATE OF "Handle", "DisplayName" ON "AspNetUsers" """,
            """
            DELETE FROM "AuthorSearch" WHERE "UserId" = NEW."Id";
            INSERT INTO "AuthorSearch" VALUES (NEW."Id", to_tsvector('simple', plain_words(NEW."DisplayName" || ' ' || NEW."Handle")));
            """);
        migration.Sql(
            """
            INSERT INTO "PostSearch" SELECT "Id", post_words("Title", "Summary", "Markdown") FROM "Posts" WHERE "PublishedAt" IS NOT NULL
            """);
        migration.Sql(
            """
            INSERT INTO "AuthorSearch" SELECT "Id", to_tsvector('simple', plain_words("DisplayName" || ' ' || "Handle")) FROM "AspNetUsers"
            """);
        migration.Sql("""UPDATE "PostTag" t SET "PublishedAt" = p."PublishedAt" FROM "Posts" p WHERE p."Id" = t."PostId" """);
    }

    public static void DropReaderIndexes(this MigrationBuilder migration)
    {
        migration.Sql("""DROP TABLE "PostSearch", "AuthorSearch" """);
        migration.Sql("""DROP FUNCTION "PostTag_Insert", "Posts_Publish", "Posts_Search", "Users_Search" CASCADE""");
        migration.Sql("DROP FUNCTION post_words, plain_words");
    }

    private static void Trigger(MigrationBuilder migration, string name, string when, string body)
    {
        migration.Sql($"""CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$""");
        migration.Sql($"""CREATE TRIGGER "{name}" {when} FOR EACH ROW EXECUTE FUNCTION "{name}"()""");
    }
}
