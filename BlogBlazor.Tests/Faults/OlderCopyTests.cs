using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Faults;

/// <summary>An operator stops the server, copies an older database back, and starts it: numbers begin to mean something else.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class OlderCopyTests : IDisposable
{
    private const int InCopy = 20;
    private const int Seen = 40;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");
    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("blogblazor-");
    private readonly Uri _address = ServerProcess.FreeAddress();

    [Fact]
    public async Task Who_saw_more_than_the_copy_has_is_reset_and_gets_everything_of_the_copy()
    {
        using var administrator = new TestUser(_address, ServerProcess.AdministratorEmail);
        using var minh = new TestUser(_address, "minh@example.com");
        string epoch;
        await using (await StartAsync())
        {
            await administrator.SignInAsync();
            await minh.RegisterAsync();
            await new FaultPublisher(administrator, "minh").PublishAsync(InCopy);
        }

        Copy(_folder, _copy);
        await using (await StartAsync())
        await using (var before = FaultReceivers.OfEachKind(minh))
        {
            await new FaultPublisher(administrator, "minh").PublishAsync(Seen - InCopy);
            await before.ReachAsync(Seen);
            epoch = before.OfType<SocketReceiver>().Single().Epoch!;
        }

        Copy(_copy, _folder);
        await using var server = await StartAsync();
        // Those who come back at once, and those who come when the copy has grown up to their cursor, and beyond it.
        var publisher = new FaultPublisher(administrator, "minh");
        await ShouldBeResetAsync(minh, epoch, latest: InCopy);
        await publisher.PublishAsync(Seen - InCopy);
        await ShouldBeResetAsync(minh, epoch, latest: Seen);
        await publisher.PublishAsync(Seen);
        await ShouldBeResetAsync(minh, epoch, latest: 2 * Seen);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _copy.Delete(recursive: true);
    }

    private static async Task ShouldBeResetAsync(TestUser user, string epoch, int latest)
    {
        await using var socket = await user.ConnectAsync($"?after={Seen}&epoch={epoch}");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
        (await socket.ReceiveAsync()).Type().ShouldBe("reset");
        for (var number = 1; number <= latest; number++)
        {
            (await socket.ReceiveAsync()).Number("id").ShouldBe(number);
        }
    }

    private Task<ServerProcess> StartAsync() =>
        ServerProcess.StartAsync(_address, ("ConnectionStrings:Blog", $"Data Source={_folder.FullName}/blog.db"));

    /// <summary>The database with its journal: the server was killed.</summary>
    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (var file in to.EnumerateFiles("blog.db*"))
        {
            file.Delete();
        }

        foreach (var file in from.EnumerateFiles("blog.db*"))
        {
            file.CopyTo(Path.Combine(to.FullName, file.Name));
        }
    }
}
