using BlogBlazor.Tests.Faults;
using BlogBlazor.Tests.TestKit;
using Microsoft.Data.Sqlite;

namespace BlogBlazor.Tests.Data;

/// <summary><c>restore FILE</c>: what it puts in place, what it keeps, and what it refuses.</summary>
[Trait("Category", "Slow")]
public sealed class RestoreTests : IDisposable
{
    private const int InCopy = 5;
    private const int Seen = 10;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");
    private readonly Uri _address = ServerProcess.FreeAddress();
    private readonly TestUser _lan;

    public RestoreTests() => _lan = new TestUser(_address, ServerProcess.AdministratorEmail);

    private string Database => Path.Combine(_folder.FullName, "blog.db");

    private string Copy => Path.Combine(_folder.FullName, "copy.db");

    /// <summary>Without a pool an idle server has no connection open, and must be noticed all the same.</summary>
    private (string, string) Setting => ("ConnectionStrings:Blog", $"Data Source={Database};Pooling=False");

    [Fact]
    public async Task What_was_saved_comes_back_what_was_there_is_kept_and_receivers_start_again()
    {
        var epoch = await WriteAndBackUpAsync();

        var (exitCode, output, errors) = await RestoreAsync();

        exitCode.ShouldBe(0, errors);
        output.ShouldContain("another epoch");
        var kept = _folder.GetFiles("blog.db.before-restore-*").ShouldHaveSingleItem().FullName;
        output.ShouldContain(kept);
        (await SqliteFile.CountAsync(kept, "Notifications")).ShouldBe(Seen);
        await using var server = await StartAsync();
        (await SqliteFile.ExecuteAsync(Database, "PRAGMA journal_mode")).ShouldBe("wal");
        // The copy grows up to the receiver's cursor, and beyond it, as in a night without that receiver.
        await new FaultPublisher(_lan, "lan").PublishAsync(Seen);
        await using var socket = await _lan.ConnectAsync($"?after={Seen}&epoch={epoch}");
        (await socket.ReceiveAsync()).Text("epoch").ShouldNotBe(epoch);
        (await socket.ReceiveAsync()).Type().ShouldBe("reset");
        for (var number = 1; number <= InCopy + Seen; number++)
        {
            (await socket.ReceiveAsync()).Number("id").ShouldBe(number);
        }
    }

    [Fact]
    public async Task A_damaged_database_is_replaced_and_kept()
    {
        await WriteAndBackUpAsync();
        await File.WriteAllTextAsync(Database, new string('x', 8192), Cancel);
        await File.WriteAllTextAsync(Database + "-wal", "Nor is this a journal.", Cancel);

        (await RestoreAsync()).ExitCode.ShouldBe(0);

        var kept = _folder.GetFiles("blog.db.before-restore-*").ShouldHaveSingleItem().FullName;
        (await File.ReadAllTextAsync(kept, Cancel)).ShouldBe(new string('x', 8192));
        File.Exists(Database + "-wal").ShouldBeFalse("It would be played into the copy.");
        (await SqliteFile.CountAsync(Database, "Notifications")).ShouldBe(InCopy);
    }

    [Fact]
    public async Task On_a_new_machine_there_is_nothing_to_replace()
    {
        await WriteAndBackUpAsync();
        foreach (var file in _folder.GetFiles().Where(file => file.FullName != Copy))
        {
            file.Delete();
        }

        (await RestoreAsync()).ExitCode.ShouldBe(0);

        await using var server = await StartAsync();
        (await _lan.GetJsonAsync("/api/notifications")).Ids().Length.ShouldBe(InCopy);
    }

    [Fact]
    public async Task It_is_refused_while_a_server_runs_and_a_server_while_it_is_at_work()
    {
        await WriteAndBackUpAsync();
        await using (await StartAsync())
        {
            await ShouldBeRefusedAsync("stop the server first");
            (await _lan.GetJsonAsync("/api/notifications")).Ids().Length.ShouldBe(Seen);
        }

        await using var restore = new FileStream(Database + ".lock", FileMode.Open, FileAccess.Read, FileShare.None);
        var (exitCode, _, errors) = await ServerProcess.RunAsync(["--urls", "http://127.0.0.1:0"], Setting);
        errors.ShouldContain("being restored");
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_refused_while_another_program_has_the_database_open()
    {
        await WriteAndBackUpAsync();
        await using var other = new SqliteConnection($"Data Source={Database};Pooling=False");
        await other.OpenAsync(Cancel);
        await using var command = other.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM Posts";
        await command.ExecuteScalarAsync(Cancel);

        await ShouldBeRefusedAsync("in use by another program");
    }

    [Fact]
    public async Task What_is_not_to_be_trusted_is_refused()
    {
        await WriteAndBackUpAsync();
        await ShouldBeRefusedAsync("no such file", Path.Combine(_folder.FullName, "no such file"));
        var other = Path.Combine(_folder.FullName, "other.db");
        await File.WriteAllTextAsync(other, "This is no database.", Cancel);
        await ShouldBeRefusedAsync("not a database", other);
        await File.WriteAllTextAsync(other, "", Cancel);
        await ShouldBeRefusedAsync("no database of BlogBlazor", other);
        await DamageAsync(other);
        await ShouldBeRefusedAsync("other.db", other);
        await SqliteFile.ExecuteAsync(Copy, "INSERT INTO __EFMigrationsHistory VALUES ('29991231000000_FromTheFuture', '99.0.0')");
        await ShouldBeRefusedAsync("29991231000000_FromTheFuture");
    }

    public void Dispose()
    {
        _lan.Dispose();
        _folder.Delete(recursive: true);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The server is killed at the end: part of the database is in its journal.</summary>
    /// <returns>The epoch.</returns>
    private async Task<string> WriteAndBackUpAsync()
    {
        await using var server = await StartAsync();
        await _lan.SignInAsync();
        var publisher = new FaultPublisher(_lan, "lan");
        await publisher.PublishAsync(InCopy);
        (await ServerProcess.RunAsync(["backup", Copy], Setting)).ExitCode.ShouldBe(0);
        await publisher.PublishAsync(Seen - InCopy);
        await using var socket = await _lan.ConnectAsync("?after=0");
        return (await socket.ReceiveAsync("welcome")).Text("epoch")!;
    }

    private async Task ShouldBeRefusedAsync(string words, string? file = null)
    {
        var (exitCode, _, errors) = await RestoreAsync(file);
        errors.ShouldContain(words);
        errors.Split('\n').Length.ShouldBe(1, errors);
        exitCode.ShouldBe(1);
        _folder.GetFiles("blog.db.before-restore-*").ShouldBeEmpty();
        _folder.GetFiles("blog.db.new*").ShouldBeEmpty();
        (await SqliteFile.CountAsync(Database, "Notifications")).ShouldBe(Seen);
    }

    /// <summary>The copy, with a hole where rows were.</summary>
    private async Task DamageAsync(string path)
    {
        var bytes = await File.ReadAllBytesAsync(Copy, Cancel);
        bytes.AsSpan(bytes.Length / 2).Fill(0xAA);
        await File.WriteAllBytesAsync(path, bytes, Cancel);
    }

    private Task<(int ExitCode, string Output, string Errors)> RestoreAsync(string? file = null) =>
        ServerProcess.RunAsync(["restore", file ?? Copy], Setting);

    private Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(_address, Setting);
}
