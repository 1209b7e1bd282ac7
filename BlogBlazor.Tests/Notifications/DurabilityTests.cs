using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications;

/// <summary>Real processes on one database file: what was answered survives, and comes once.</summary>
[Trait("Category", "Slow")]
public sealed class DurabilityTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly Uri _address = ServerProcess.FreeAddress();

    private (string, string)[] Settings =>
        [.. _database.Settings, ("Notifications:ComparisonInterval", "00:00:00.200")];

    [Fact]
    public async Task A_comment_that_was_answered_survives_kill_9_and_is_notified_once()
    {
        using var lan = new TestUser(_address, ServerProcess.AdministratorEmail);
        using var minh = new TestUser(_address, "minh@example.com");
        string slug, epoch;
        await using (var server = await ServerProcess.StartAsync(_address, Settings))
        {
            await lan.SignInAsync();
            await minh.RegisterAsync();
            slug = await lan.PublishAsync();
            await minh.CommentAsync(slug, "before");
            await using (var socket = await lan.ConnectAsync("?after=0"))
            {
                epoch = (await socket.ReceiveAsync("welcome")).Text("epoch")!;
                (await socket.ReceiveAsync("notification")).Number("id").ShouldBe(1);
            }

            await minh.CommentAsync(slug, "the last");
            await server.KillAsync();
        }

        await using var again = await ServerProcess.StartAsync(_address, Settings);
        await using var resumed = await lan.ConnectAsync($"?after=1&epoch={epoch}");

        (await resumed.ReceiveAsync()).Type().ShouldBe("welcome");
        (await resumed.ReceiveAsync()).Number("id").ShouldBe(2);
        await minh.CommentAsync(slug, "the next");
        (await resumed.ReceiveAsync()).Number("id").ShouldBe(3);
    }

    [Fact]
    public async Task A_command_in_another_process_reaches_an_open_socket()
    {
        await using var server = await ServerProcess.StartAsync(_address, Settings);
        using var lan = new TestUser(_address, ServerProcess.AdministratorEmail);
        await lan.SignInAsync();
        await using var socket = await lan.ConnectAsync("?after=0");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");

        var sent = await ServerProcess.RunAsync(["notify", "--to", "lan", "--message", "hi from outside", "--link", "/tags"], Settings);

        sent.ExitCode.ShouldBe(0, sent.Errors);
        var frame = await socket.ReceiveAsync("notification");
        frame.Text("message").ShouldBe("hi from outside");
        frame.Text("link").ShouldBe("/tags");
        frame.TryGetProperty("actor", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_command_that_cannot_be_done_says_why_and_fails()
    {
        await using (await ServerProcess.StartAsync(_address, Settings))
        {
            using var lan = new TestUser(_address, ServerProcess.AdministratorEmail);
            await lan.SignInAsync();
        }

        var unknown = await ServerProcess.RunAsync(["notify", "--to", "nobody", "--message", "hi"], Settings);
        var elsewhere = await ServerProcess.RunAsync(["notify", "--to", "lan", "--message", "hi", "--link", "//evil.example"], Settings);
        var silent = await ServerProcess.RunAsync(["notify", "--to", "lan"], Settings);

        unknown.ExitCode.ShouldBe(1);
        unknown.Errors.ShouldContain("nobody");
        elsewhere.ExitCode.ShouldBe(1);
        elsewhere.Errors.ShouldContain("--link");
        silent.ExitCode.ShouldNotBe(0);
        silent.Errors.ShouldContain("--message");
    }

    public void Dispose() => _database.Dispose();
}
