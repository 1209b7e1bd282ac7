using System.Net;
using BlogBlazor.Hosting;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Rest;

/// <summary>Notify from outside.</summary>
[Trait("Category", "Integration")]
public sealed class SendTests
{
    [Theory]
    [InlineData("minh")]
    [InlineData("@minh")]
    [InlineData(" Minh ")]
    public async Task An_administrator_s_message_arrives(string to)
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        await using var socket = await minh.ConnectAsync();

        using var response = await admin.PostAsync("/api/notifications/send", new { to, message = "Bảo trì lúc 22 giờ", link = "/tags" });

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var frame = await socket.ReceiveAsync();
        frame.Text("message").ShouldBe("Bảo trì lúc 22 giờ");
        frame.Text("kind").ShouldBe("message");
        frame.Text("link").ShouldBe("/tags");
        frame.GetProperty("actor").Text("handle").ShouldBe("lan");
    }

    [Fact]
    public async Task Nobody_else_may_send()
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var nobody = app.Anonymous();
        var message = new { to = "lan", message = "hello" };

        using var byMinh = await minh.PostAsync("/api/notifications/send", message);
        using var byNobody = await nobody.PostAsync("/api/notifications/send", message);

        await byMinh.ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await byNobody.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        (await admin.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
    }

    [Fact]
    public async Task A_script_sends_to_its_own_user_and_an_administrator_s_to_anybody()
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var ofMinh = await app.ScriptAsync(minh, TokenScopes.SendNotifications);
        using var ofAdmin = await app.ScriptAsync(admin, TokenScopes.SendNotifications);
        using var reader = await app.ScriptAsync(minh, TokenScopes.ReadNotifications);

        using var toSelf = await ofMinh.PostAsync("/api/notifications/send", new { to = "@minh", message = "my backup is done" }, "key-1");
        using var again = await ofMinh.PostAsync("/api/notifications/send", new { to = "@minh", message = "my backup is done" }, "key-1");
        using var toOther = await ofMinh.PostAsync("/api/notifications/send", new { to = "lan", message = "hello" });
        using var toAll = await ofMinh.PostAsync("/api/notifications/send", new { to = "minh", message = "hello", audience = "everyone" });
        using var toNobody = await ofMinh.PostAsync("/api/notifications/send", new { to = "nobody", message = "hello" });
        using var withoutScope = await reader.PostAsync("/api/notifications/send", new { to = "minh", message = "hello" });
        using var toAnybody = await ofAdmin.PostAsync("/api/notifications/send", new { to = "minh", message = "hello" });

        toSelf.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await toOther.ShouldBeProblemAsync(HttpStatusCode.Forbidden)).Text("detail")!.ShouldContain("yourself, @minh");
        await toAll.ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await toNobody.ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        (await withoutScope.ShouldBeProblemAsync(HttpStatusCode.Forbidden)).Text("scope").ShouldBe("notifications:send");
        toAnybody.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await minh.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1, 2]);
        (await admin.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
    }

    [Theory]
    [InlineData("nobody", "hello", null, "to")]
    [InlineData("", "hello", null, "to")]
    [InlineData(null, "hello", null, "to")]
    [InlineData("lan", "", null, "message")]
    [InlineData("lan", "   ", null, "message")]
    [InlineData("lan", null, null, "message")]
    [InlineData("lan", "seen as \u202Egnp.exe", null, "message")]
    [InlineData("lan", "nul \0", null, "message")]
    [InlineData("lan", "hello", "//evil.example", "link")]
    [InlineData("lan", "hello", "https://evil.example", "link")]
    [InlineData("lan", "hello", "javascript:alert(1)", "link")]
    [InlineData("lan", "hello", "/\\evil.example", "link")]
    [InlineData("lan", "hello", "/\t/evil.example", "link")]
    [InlineData("lan", "hello", "", "link")]
    public async Task What_cannot_be_sent_is_a_problem_at_its_field(string? to, string? message, string? link, string field)
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("lan");

        using var response = await admin.PostAsync("/api/notifications/send", new { to, message, link });

        await response.ShouldBeInvalidAsync(field);
        (await admin.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
    }

    [Fact]
    public async Task A_message_that_is_too_long_and_a_link_that_is_too_long_are_refused_together()
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("lan");

        using var response = await admin.PostAsync("/api/notifications/send", new
        {
            to = "lan",
            message = new string('a', 2001),
            link = "/" + new string('a', 500),
        });

        await response.ShouldBeInvalidAsync("message", "link");
    }

    [Fact]
    public async Task A_message_to_oneself_arrives()
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("lan");

        using var response = await admin.PostAsync("/api/notifications/send", new { to = "lan", message = "a note" });

        (await admin.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1]);
    }
}
