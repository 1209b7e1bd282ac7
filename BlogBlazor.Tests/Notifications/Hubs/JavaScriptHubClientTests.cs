using System.Diagnostics;
using System.Text.Json;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Hubs;

/// <summary>The ready-made SignalR client of JavaScript, over each of its transports; client.mjs is what somebody would write with it.</summary>
[Trait("Category", "Slow")]
public sealed class JavaScriptHubClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("WebSockets")]
    [InlineData("ServerSentEvents")]
    [InlineData("LongPolling")]
    public async Task It_receives_what_was_and_what_comes_and_marks_it_read(string transport)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        await app.NotifyAsync(id, "one");
        using var client = await NodeScript.StartAsync(
            "Hubs/client.mjs", new Uri(app.Address, "/hubs/notifications").ToString(), await lan.TokenAsync(), transport);
        try
        {
            (await ReceiveAsync(client, "welcome")).Number("latest").ShouldBe(1);
            (await ReceiveAsync(client, "notification")).Text("message").ShouldBe("one");

            await app.NotifyAsync(id, "two");

            (await ReceiveAsync(client, "notification")).Number("id").ShouldBe(2);
            var read = await ReceiveAsync(client, "read");
            read.Number("upTo").ShouldBe(2);
            read.Number("unread").ShouldBe(0);
            await client.WaitForExitAsync(Cancel).WaitAsync(TestSocket.Patience, Cancel);
            client.ExitCode.ShouldBe(0);
        }
        finally
        {
            client.Kill();
        }
    }

    private static async Task<JsonElement> ReceiveAsync(Process client, string type)
    {
        var line = await client.StandardOutput.ReadLineAsync(Cancel).AsTask().WaitAsync(TestSocket.Patience, Cancel);
        var frame = JsonElement.Parse(line ?? throw new InvalidOperationException(await client.StandardError.ReadToEndAsync(Cancel)));
        frame.Type().ShouldBe(type);
        return frame;
    }
}
