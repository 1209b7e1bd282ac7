using System.Net.WebSockets;
using System.Reflection;
using System.Text.Json;
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

    private const string Resumable = "sendInResumableMode";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_is_valid_AsyncAPI()
    {
        var result = await CheckAsync(Resumable, []);

        result.ExitCode.ShouldBe(0, result.Output);
    }

    [Fact]
    public async Task Every_frame_on_a_WebSocket_of_a_real_server_is_as_the_document_says()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync("?after=99");
        var frames = await CollectAsync(app, lan, socket.ReceiveRawAsync);
        await using (var again = await lan.ConnectAsync("?after=0"))
        {
            await CollectReadAsync(frames, again.ReceiveRawAsync);
        }

        await socket.SendAsync("no JSON");
        await CollectAsync(frames, socket.ReceiveRawAsync, "error");
        await socket.SendAsync("""{"type":"read"}""");
        await CollectAsync(frames, socket.ReceiveRawAsync, "error");
        await socket.SendAsync("1"u8.ToArray(), WebSocketMessageType.Binary);
        await CollectAsync(frames, socket.ReceiveRawAsync, "error");
        await socket.SendAsync("""{"hello":["world",1,null]}""");
        await CollectAsync(frames, socket.ReceiveRawAsync, "echo");

        var result = await CheckAsync(Resumable, frames);

        result.ExitCode.ShouldBe(0, result.Output);
    }

    [Fact]
    public async Task Every_server_sent_event_of_a_real_server_is_as_the_document_says()
    {
        await using var app = Start();
        using var lan = await app.RegisterAsync("lan");
        await using var stream = await TestEventSource.OpenAsync(lan.Http, "?after=99");
        var frames = await CollectAsync(app, lan, () => NextAsync(stream));
        await using (var again = await TestEventSource.OpenAsync(lan.Http, "?after=0"))
        {
            await CollectReadAsync(frames, () => NextAsync(again));
        }

        using var signedOut = await lan.PostAsync("/api/account/logout", new { });
        await CollectAsync(frames, () => NextAsync(stream), "close");

        var result = await CheckAsync("stream", frames);

        result.ExitCode.ShouldBe(0, result.Output);
    }

    [Fact]
    public async Task A_frame_that_is_otherwise_is_found()
    {
        var result = await CheckAsync(Resumable, ["""{"type":"retract","id":"7","unread":1}"""]);

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

    private static BlogApplication Start() =>
        BlogApplication.Start(new Dictionary<string, string> { ["Notifications:HeartbeatInterval"] = "00:00:00.100" });

    /// <param name="operation">The one that lists what the server sends.</param>
    private static Task<(int ExitCode, string Output)> CheckAsync(string operation, IReadOnlyList<string> frames) =>
        NodeScript.RunAsync(string.Join('\n', frames), "AsyncApi/check.mjs", DocumentPath, operation);

    /// <summary>Makes the server send each frame that every surface has, in all its forms, to a receiver that came with 99.</summary>
    private static async Task<List<string>> CollectAsync(BlogApplication app, TestUser lan, Func<Task<string>> next)
    {
        var frames = new List<string>();
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        await CollectAsync(frames, next, "welcome", "reset");
        var comment = await minh.CommentAsync(slug, "Hello @lan");
        await CollectAsync(frames, next, "notification");
        await app.NotifyAsync((await lan.ProfileAsync()).Id, "of nobody");
        await CollectAsync(frames, next, "notification");
        using var upTo = await lan.PostAsync("/api/notifications/read", new { upTo = 1 });
        await CollectAsync(frames, next, "read");
        using var ids = await lan.PostAsync("/api/notifications/read", new { ids = new[] { 2 } });
        await CollectAsync(frames, next, "read");
        using var seen = await lan.PostAsync("/api/notifications/seen", new { upTo = 1 });
        await CollectAsync(frames, next, "change");
        using var archived = await lan.PostAsync("/api/notifications/archive", new { ids = new[] { 2 } });
        await CollectAsync(frames, next, "change");
        using var back = await lan.PostAsync("/api/notifications/unarchive", new { ids = new[] { 2 } });
        await CollectAsync(frames, next, "change");
        using var deleted = await minh.Http.DeleteAsync($"/api/posts/{slug}/comments/{comment}", Cancel);
        await CollectAsync(frames, next, "retract", "heartbeat");
        return frames;
    }

    /// <summary>What another receiver gets after that, from the beginning: now with the time when it was read.</summary>
    private static Task CollectReadAsync(List<string> frames, Func<Task<string>> next) =>
        CollectAsync(frames, next, "welcome", "retract", "notification");

    /// <summary>An event is named like its frame, and an id is what resumes after it: epoch and number.</summary>
    private static async Task<string> NextAsync(TestEventSource stream)
    {
        var item = (await stream.NextAsync()).ShouldNotBeNull();
        var frame = JsonElement.Parse(item.Data);
        item.EventType.ShouldBe(frame.Type());
        if (item.EventType == "notification")
        {
            item.EventId.ShouldNotBeNull().ShouldMatch($"^[0-9a-f]{{16}}:{frame.Number("id")}$");
        }

        return item.Data;
    }

    /// <summary>Reads until a frame of each type has come, in this order; heartbeats come when they like.</summary>
    private static async Task CollectAsync(List<string> frames, Func<Task<string>> next, params string[] types)
    {
        foreach (var type in types)
        {
            string frame;
            do
            {
                frame = await next();
                frames.Add(frame);
            }
            while (!frame.StartsWith($"{{\"type\":\"{type}\"", StringComparison.Ordinal)
                && !(type == "echo" && frame.StartsWith("{\"echo\":", StringComparison.Ordinal)));
        }
    }
}
