using System.Text.Json;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.SignalR.Client;

namespace BlogBlazor.Tests.Notifications;

/// <summary>A server that is told to stop says so to everybody who listens, and goes within its time.</summary>
[Trait("Category", "Slow")]
public sealed class ShutdownTests : IDisposable
{
    private readonly TestDatabase _database = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_SIGTERM_every_socket_and_stream_is_told_to_come_back_and_the_exit_code_is_0()
    {
        var address = ServerProcess.FreeAddress();
        await using var server = await ServerProcess.StartAsync(
            address,
            [.. _database.Settings, ("Notifications:MaxSocketsPerUser", "100")]);
        using var lan = new TestUser(address, ServerProcess.AdministratorEmail);
        await lan.SignInAsync();
        var sockets = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => lan.ConnectAsync("?after=0")));
        await using var stream = await TestEventSource.OpenAsync(lan.Http);
        await stream.ReceiveAsync("welcome");
        await using var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(address, "/hubs/notifications"), options => options.Cookies = lan.Cookies).Build();
        await hub.StartAsync(Cancel);
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.SetResult();
            return Task.CompletedTask;
        };
        await using var frames = hub.StreamAsync<JsonElement>("Subscribe", 0, null, Cancel).GetAsyncEnumerator(Cancel);
        (await frames.MoveNextAsync()).ShouldBeTrue();

        var exitCode = server.TerminateAsync();

        (await Task.WhenAll(sockets.Select(socket => socket.ReceiveCloseAsync()))).ShouldAllBe(code => code == 1012);
        (await stream.ReceiveAsync("close")).Number("code").ShouldBe(1012);
        await closed.Task.WaitAsync(TestSocket.Patience, Cancel);
        (await exitCode).ShouldBe(0);
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    public void Dispose() => _database.Dispose();
}
