using System.Net;
using System.Security.Cryptography;
using System.Text;
using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Notifications.Webhooks.Incoming;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications.Webhooks.Incoming;

/// <summary>Another system notifies the owner of a hook, and nobody without its secret does.</summary>
[Trait("Category", "Integration")]
public sealed class IncomingHooksApiTests : IAsyncLifetime
{
    private const string Message = """{"message":"Sao lưu xong.","link":"/tags"}""";

    private BlogApplication _app = null!;
    private TestUser _lan = null!;
    private TestUser _system = null!;
    private string _path = null!;
    private string _secret = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = BlogApplication.Start();
        _lan = await _app.RegisterAsync("lan");
        _system = _app.Anonymous();
        (_path, _secret) = await AddAsync("backup");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _lan.Dispose();
        _system.Dispose();
    }

    [Fact]
    public async Task A_signed_message_arrives_as_a_notification_of_the_hook_s_owner()
    {
        await using var socket = await _lan.ConnectAsync();

        using var response = await SendAsync(Message);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var frame = await socket.ReceiveAsync();
        frame.Text("message").ShouldBe("Sao lưu xong.");
        frame.Text("kind").ShouldBe("message");
        frame.Text("link").ShouldBe("/tags");
    }

    [Fact]
    public async Task The_same_id_makes_nothing_more_however_often_and_with_whatever_body()
    {
        for (var i = 0; i < 3; i++)
        {
            using var response = await SendAsync(i < 2 ? Message : """{"message":"another"}""", id: "msg_1");
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        using var next = await SendAsync(Message, id: "msg_2");

        (await _lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Two_hooks_of_one_owner_know_nothing_of_each_other_s_ids_and_use()
    {
        var (path, secret) = await AddAsync("printer");

        using var first = await SendAsync(Message, id: "msg_1");
        (await UsedAsync()).ShouldBe([true, false]);
        using var second = await SendAsync(Message, path, secret, id: "msg_1");

        (await UsedAsync()).ShouldBe([true, true]);
        (await _lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1, 2]);

        async Task<List<bool>> UsedAsync()
        {
            await using var scope = _app.Services.CreateAsyncScope();
            var hooks = await scope.ServiceProvider.GetRequiredService<IncomingHookService>().ListAsync((await _lan.ProfileAsync()).Id, Cancel);
            return [.. hooks.Select(hook => hook.UsedAt is not null)];
        }
    }

    [Fact]
    public async Task Without_a_link_it_leads_to_the_inbox_and_it_may_have_lines()
    {
        using var response = await SendAsync("""{"message":" two\nlines "}""", id: new string('i', 255));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var item = (await _lan.GetJsonAsync("/api/notifications")).GetProperty("items")[0];
        (item.Text("message"), item.Text("link")).ShouldBe(("two\nlines", "/notifications"));
        await using var db = await _app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
        (await db.Notifications.SingleAsync(Cancel)).Subject.ShouldBe($"hooks/{_path.Split('/')[^1]}");
    }

    [Fact]
    public async Task A_link_may_be_as_long_as_any_and_not_longer()
    {
        var longest = "/" + new string('a', NewNotification.MaxLinkLength - 1);

        using var taken = await SendAsync($$"""{"message":"hello","link":"{{longest}}"}""");
        using var tooLong = await SendAsync($$"""{"message":"hello","link":"{{longest}}a"}""");

        taken.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await tooLong.ShouldBeInvalidAsync("link");
    }

    [Fact]
    public async Task While_its_owner_is_banned_a_hook_takes_nothing()
    {
        using var minh = await _app.RegisterAsync("minh");
        var (path, secret) = await AddAsync("printer", minh);
        var minhId = (await minh.ProfileAsync()).Id;

        await _app.BanAsync(minhId);
        using var banned = await SendAsync(Message, path, secret);
        await _app.BanAsync(minhId, banned: false);
        using var again = await SendAsync(Message, path, secret);

        banned.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_sender_that_changes_its_secret_may_sign_with_both()
    {
        using var response = await SendAsync(Message, change: request =>
        {
            var right = request.Headers.GetValues("webhook-signature").Single();
            request.Headers.Remove("webhook-signature");
            request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(new byte[32])} v1a,whatever {right}");
        });

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Whatever_is_wrong_the_answer_is_the_same_and_tells_nothing_of_the_address()
    {
        var answers = new List<string>();
        foreach (var send in new Func<Task<HttpResponseMessage>>[]
        {
            () => SendAsync(Message, path: "/api/hooks/" + Guid.NewGuid().ToString("N")),
            () => SendAsync(Message, secret: "whsec_" + Convert.ToBase64String(new byte[32])),
            () => SendAsync(Message, at: DateTimeOffset.UtcNow.AddMinutes(-6)),
            () => SendAsync(Message, at: DateTimeOffset.UtcNow.AddMinutes(6)),
            () => SendAsync(Message, change: request => request.Content = Json(Message.Replace("xong", "hỏng", StringComparison.Ordinal))),
            () => SendAsync(Message, change: request => request.Headers.Remove("webhook-signature")),
            () => SendAsync(Message, change: request => request.Headers.Remove("webhook-timestamp")),
            () => SendAsync(Message, change: request => request.Headers.Remove("webhook-id")),
            () => SendAsync(Message, id: ""),
            () => SendAsync(Message, id: new string('a', 300)),
            () => SendAsync("no json", secret: "whsec_AAAA"),
        })
        {
            using var response = await send();
            var problem = await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
            answers.Add(problem.Text("title") + problem.Text("detail"));
        }

        answers.Distinct().ShouldHaveSingleItem().ShouldEndWith("The signature is not right, or not of now.");
        (await _lan.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"message":""}""", "message", "Please write something here.")]
    [InlineData("""{"link":"/tags"}""", "message", "Please write something here.")]
    [InlineData("null", "message", "Please write something here.")]
    [InlineData("""{"message":"hello","link":"https://evil.example"}""", "link", "A link must be a path of this site that begins with “/”.")]
    public async Task A_signed_message_that_cannot_be_taken_is_a_problem_at_its_field(string body, string field, string message)
    {
        using var response = await SendAsync(body);

        await response.ShouldBeInvalidAtAsync(field, message);
    }

    [Fact]
    public async Task What_is_no_json_or_too_long_is_refused()
    {
        using var noJson = await SendAsync("hello");
        using var tooLong = await SendAsync($$"""{"message":"{{new string('a', 17_000)}}"}""");

        (await noJson.ShouldBeProblemAsync(HttpStatusCode.BadRequest)).Text("detail").ShouldStartWith("The body must be JSON");
        tooLong.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_hook_that_was_removed_takes_nothing_more()
    {
        await using (var scope = _app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IncomingHookService>()
                .RemoveAsync((await _lan.ProfileAsync()).Id, _path.Split('/')[^1], Cancel);
        }

        using var response = await SendAsync(Message);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <returns>Where the hook is, and its secret.</returns>
    private async Task<(string Path, string Secret)> AddAsync(string name, TestUser? owner = null)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var hook = await scope.ServiceProvider.GetRequiredService<IncomingHookService>()
            .AddAsync((await (owner ?? _lan).ProfileAsync()).Id, name, Cancel);
        return ($"/api/hooks/{hook.Id}", WebhookSignature.Text(hook.Secret));
    }

    /// <summary>Signs by the words of the Standard Webhooks specification.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        string body,
        string? path = null,
        string? secret = null,
        string? id = null,
        DateTimeOffset? at = null,
        Action<HttpRequestMessage>? change = null)
    {
        id ??= Guid.NewGuid().ToString();
        var timestamp = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds();
        var key = Convert.FromBase64String((secret ?? _secret)["whsec_".Length..]);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
        using var request = new HttpRequestMessage(HttpMethod.Post, path ?? _path)
        {
            Content = Json(body),
        };
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.Add("webhook-timestamp", $"{timestamp}");
        request.Headers.Add("webhook-signature", "v1," + signature);
        change?.Invoke(request);
        return await _system.Http.SendAsync(request, Cancel);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
