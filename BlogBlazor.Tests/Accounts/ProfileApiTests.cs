using System.Net;
using System.Net.Http.Json;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Accounts;

[Trait("Category", "Integration")]
public sealed class ProfileApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handle_and_display_name_can_be_changed_and_the_cookie_knows_it()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");

        using var response = await lan.Http.PutAsJsonAsync(
            "/api/account/profile", new { handle = "lan_pham-2", displayName = " Lan Phạm 👩‍💻 " }, Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var profile = await lan.ProfileAsync();
        profile.Handle.ShouldBe("lan_pham-2");
        profile.DisplayName.ShouldBe("Lan Phạm 👩‍💻");
        await lan.CommentAsync(await minh.PublishAsync());
        var actor = (await minh.GetJsonAsync("/api/notifications")).GetProperty("items")[0].GetProperty("actor");
        actor.Text("handle").ShouldBe("lan_pham-2");
        actor.Text("displayName").ShouldBe("Lan Phạm 👩‍💻");
    }

    [Fact]
    public async Task What_is_not_named_stays()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        using var response = await lan.Http.PutAsJsonAsync("/api/account/profile", new { displayName = "Lan" }, Cancel);

        (await lan.ProfileAsync()).ShouldSatisfyAllConditions(p => p.Handle.ShouldBe("lan"), p => p.DisplayName.ShouldBe("Lan"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("a-handle-of-more-than-thirty-ch")]
    [InlineData("-lan")]
    [InlineData("lan_")]
    [InlineData("LAN")]
    [InlineData("lan pham")]
    [InlineData("lan\u200B")]
    [InlineData("la\u200Dn")]
    [InlineData("la\nn")]
    [InlineData("l\u0430n")]
    [InlineData("\u043B\u0430\u043D")]
    [InlineData("lạn")]
    [InlineData("lan\u202E")]
    [InlineData("lan/../x")]
    [InlineData("<b>lan</b>")]
    public async Task A_handle_that_could_deceive_is_refused(string handle)
    {
        await using var app = BlogApplication.Start();
        using var hoa = await app.RegisterAsync("hoa");

        using var response = await hoa.Http.PutAsJsonAsync("/api/account/profile", new { handle }, Cancel);

        await response.ShouldBeInvalidAsync("handle");
        (await hoa.ProfileAsync()).Handle.ShouldBe("hoa");
    }

    [Fact]
    public async Task A_handle_is_somebody_s_once()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");

        using var response = await minh.Http.PutAsJsonAsync("/api/account/profile", new { handle = "lan" }, Cancel);

        await response.ShouldBeInvalidAsync("handle");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u200B\u200D")]
    [InlineData("Lan \u202Egnp.exe")]
    [InlineData("Lan \u2066x\u2069")]
    [InlineData("Lan\0")]
    [InlineData("Lan\u0007")]
    [InlineData("Lan\nPhạm")]
    [InlineData("Lan\u200BPhạm")]
    [InlineData("a name that goes on and on and on until nobody wants to read it")]
    public async Task A_display_name_that_is_empty_too_long_or_invisible_is_refused(string displayName)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        using var response = await lan.Http.PutAsJsonAsync("/api/account/profile", new { displayName }, Cancel);

        await response.ShouldBeInvalidAsync("displayName");
        (await lan.ProfileAsync()).DisplayName.ShouldBe("lan");
    }

    [Fact]
    public async Task The_profile_is_for_who_is_signed_in()
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        using var response = await nobody.GetAsync("/api/account/profile");

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Parallel_wishes_for_one_handle_give_it_to_one()
    {
        await using var app = BlogApplication.Start();
        var users = new List<TestUser>();
        for (var i = 0; i < 4; i++)
        {
            users.Add(await app.RegisterAsync($"somebody{i}"));
        }

        var answers = await Task.WhenAll(users.Select(user =>
            user.Http.PutAsJsonAsync("/api/account/profile", new { handle = "wanted" }, Cancel)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest).ShouldBe(3);
    }
}
