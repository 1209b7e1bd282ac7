using System.Net.WebSockets;
using System.Reflection;
using System.Text.RegularExpressions;
using BlogBlazor.Notifications.Delivery;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.AsyncApi;

/// <summary>The description of the frames at /asyncapi.yaml: valid, and what the server really sends.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class AsyncApiTests
{
    private static string DocumentPath { get; } = Path.Combine(Repository.Root, "BlogBlazor", "wwwroot", "asyncapi.yaml");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_is_valid_AsyncAPI()
    {
        var result = await AsyncApiCheck.RunAsync(DocumentPath, []);

        result.ExitCode.ShouldBe(0, result.Output);
    }

    [Fact]
    public async Task Every_frame_of_a_real_server_is_as_the_document_says()
    {
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:HeartbeatInterval"] = "00:00:00.100" });
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        var frames = new List<string>();
        await using var socket = await lan.ConnectAsync("?after=99");
        await CollectAsync(frames, socket, "welcome", "reset");

        var comment = await minh.CommentAsync(slug, "Hello @lan");
        await CollectAsync(frames, socket, "notification");
        await app.NotifyAsync((await lan.ProfileAsync()).Id, "of nobody");
        await CollectAsync(frames, socket, "notification");
        await socket.SendAsync("""{"type":"read","upTo":1}""");
        await CollectAsync(frames, socket, "read");
        using var marked = await lan.PostAsync("/api/notifications/read", new { ids = new[] { 2 } });
        await CollectAsync(frames, socket, "read");
        await using (var again = await lan.ConnectAsync("?after=0"))
        {
            // Now with the time when it was read.
            await CollectAsync(frames, again, "welcome", "notification", "notification");
        }

        using var deleted = await minh.Http.DeleteAsync($"/api/posts/{slug}/comments/{comment}", Cancel);
        await CollectAsync(frames, socket, "retract", "heartbeat");
        await socket.SendAsync("no JSON");
        await CollectAsync(frames, socket, "error");
        await socket.SendAsync("""{"type":"read"}""");
        await CollectAsync(frames, socket, "error");
        await socket.SendAsync("1"u8.ToArray(), WebSocketMessageType.Binary);
        await CollectAsync(frames, socket, "error");
        await socket.SendAsync("""{"hello":["world",1,null]}""");
        await CollectAsync(frames, socket, "echo");

        var result = await AsyncApiCheck.RunAsync(DocumentPath, frames);

        result.ExitCode.ShouldBe(0, result.Output);
    }

    [Fact]
    public async Task A_frame_that_is_otherwise_is_found()
    {
        var result = await AsyncApiCheck.RunAsync(DocumentPath, ["""{"type":"retract","id":"7","unread":1}"""]);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("data/id must be integer");
    }

    [Fact]
    public async Task It_names_the_close_codes_that_the_server_uses()
    {
        var used = typeof(Program).Assembly.GetType("BlogBlazor.Notifications.WebSockets.SocketClose", throwOnError: true)!
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)!)
            .Select(close => (int)(WebSocketCloseStatus)close.GetType().GetProperty("Code")!.GetValue(close)!)
            .Concat(Enum.GetValues<ReceiverEnd>().Where(end => end != ReceiverEnd.None).Select(end => (int)end));

        var document = await File.ReadAllTextAsync(DocumentPath, Cancel);

        Regex.Matches(document, @"^ +'(\d{4})': ", RegexOptions.Multiline)
            .Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(used, ignoreOrder: true);
    }

    [Fact]
    public async Task It_is_served_as_YAML_to_everybody()
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        using var response = await nobody.GetAsync("/asyncapi.yaml");

        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/yaml");
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldStartWith("asyncapi: 3.0.0");
    }

    /// <summary>Reads until a frame of each type has come, in this order; heartbeats come when they like.</summary>
    private static async Task CollectAsync(List<string> frames, TestSocket socket, params string[] types)
    {
        foreach (var type in types)
        {
            string frame;
            do
            {
                frame = await socket.ReceiveRawAsync();
                frames.Add(frame);
            }
            while (!frame.StartsWith($"{{\"type\":\"{type}\"", StringComparison.Ordinal)
                && !(type == "echo" && frame.StartsWith("{\"echo\":", StringComparison.Ordinal)));
        }
    }
}
