using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Data;

/// <summary><c>backup FILE</c>, as a cron line runs it: another process, beside a server that has no pause.</summary>
[Trait("Category", "Slow")]
public sealed class BackupTests : IDisposable
{
    /// <summary>What is there before, so that a copy takes a while.</summary>
    private const int Before = 50_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");
    private readonly Uri _address = ServerProcess.FreeAddress();

    private string Database => Path.Combine(_folder.FullName, "blog.db");

    private (string, string) Setting => ("ConnectionStrings:Blog", $"Data Source={Database}");

    [Fact]
    public async Task A_copy_made_while_others_write_is_whole_and_of_one_moment()
    {
        using var lan = new TestUser(_address, ServerProcess.AdministratorEmail);
        using var minh = new TestUser(_address, "minh@example.com");
        await using var server = await ServerProcess.StartAsync(_address, Setting);
        await lan.SignInAsync();
        await minh.RegisterAsync();
        await SqliteFile.ExecuteAsync(Database,
            $"""
            INSERT INTO Inboxes (UserId, LastSequence, Unread, Revision) SELECT Id, {Before}, {Before}, 1 FROM AspNetUsers WHERE Handle = 'lan';
            INSERT INTO Notifications (RecipientId, Sequence, Kind, Subject, Link, Text, CreatedAt)
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {Before})
            SELECT UserId, n, 'message', 'messages', '/notifications', 'message ' || n, '2026-01-01 00:00:00' FROM numbers, Inboxes;
            """);
        var (ofLan, ofMinh) = (await lan.PublishAsync("Of Lan"), await minh.PublishAsync("Of Minh"));
        await minh.CommentAsync(ofLan);
        using var stop = new CancellationTokenSource();
        var writers = Task.WhenAll(
            UntilStopped(() => minh.CommentAsync(ofLan)),
            UntilStopped(() => lan.CommentAsync(ofMinh)),
            UntilStopped(async () => (await lan.PostAsync("/api/notifications/read", new { upTo = 1_000_000 })).EnsureSuccessStatusCode()));

        var copies = new List<string>();
        for (var n = 0; n < 3; n++)
        {
            var copy = Path.Combine(_folder.FullName, $"copy-{n}.db");
            var (exitCode, output, errors) = await ServerProcess.RunAsync(["backup", copy], Setting);
            exitCode.ShouldBe(0, errors);
            output.ShouldMatch($"posts: 2, comments: .* users: 2, bytes: {new FileInfo(copy).Length}");
            copies.Add(copy);
        }

        await stop.CancelAsync();
        await writers;
        var comments = 0;
        foreach (var copy in copies)
        {
            (await SqliteFile.ExecuteAsync(copy, "PRAGMA integrity_check")).ShouldBe("ok");
            var then = await SqliteFile.CountAsync(copy, "Comments");
            then.ShouldBeGreaterThan(comments);
            (await SqliteFile.CountAsync(copy, "Notifications")).ShouldBe(Before + then, "A comment and its notification are one transaction.");
            (await SqliteFile.CountAsync(copy, CountersThatLie)).ShouldBe(0);
            comments = then;
        }

        (await SqliteFile.CountAsync(Database, "Comments")).ShouldBeGreaterThan(comments);
        _folder.GetFiles("*.new*").ShouldBeEmpty();

        async Task UntilStopped(Func<Task> act)
        {
            while (!stop.IsCancellationRequested)
            {
                await act();
            }
        }
    }

    [Fact]
    public async Task What_cannot_be_done_is_one_sentence()
    {
        var file = Path.Combine(_folder.FullName, "a letter");
        await File.WriteAllTextAsync(file, "Dear backup, leave me as I am.", TestContext.Current.CancellationToken);
        await ShouldFailAsync("There is no database", [Setting]);
        await using (await ServerProcess.StartAsync(_address, Setting))
        {
        }

        await ShouldFailAsync("exists", [Setting]);
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe("Dear backup, leave me as I am.");
        await ShouldFailAsync("could not be made", [Setting], Path.Combine(_folder.FullName, "no", "such", "folder"));
        await ShouldFailAsync("pg_dump", [("Database:Provider", "PostgreSQL")]);

        async Task ShouldFailAsync(string words, (string, string)[] settings, string? to = null)
        {
            var (exitCode, _, errors) = await ServerProcess.RunAsync(["backup", to ?? file], settings);
            errors.ShouldContain(words);
            errors.Split('\n').Length.ShouldBe(1, errors);
            exitCode.ShouldBe(1);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Inboxes whose numbers are not 1 to the last, or whose unread count is not that of the rows.</summary>
    private const string CountersThatLie =
        """
        Inboxes i
        WHERE i.LastSequence <> (SELECT COUNT(*) FROM Notifications n WHERE n.RecipientId = i.UserId)
           OR i.LastSequence <> (SELECT MAX(n.Sequence) FROM Notifications n WHERE n.RecipientId = i.UserId)
           OR i.Unread <> (SELECT COUNT(*) FROM Notifications n
                           WHERE n.RecipientId = i.UserId AND n.ReadAt IS NULL AND n.RetractedAt IS NULL)
        """;
}
