using System.Net;
using BlogBlazor.Accounts;
using BlogBlazor.Settings;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Accounts;

/// <summary>The first start in Production: whoever reads the console makes the administrator, once.</summary>
[Trait("Category", "Integration")]
public sealed class SetupTests
{
    private static readonly Dictionary<string, string> Production = new() { ["environment"] = "Production" };

    [Fact]
    public async Task The_code_of_the_console_makes_the_administrator_and_names_the_site()
    {
        await using var app = BlogApplication.Start(Production);
        using var lan = new TestUser(app.Address, "lan@example.com");
        (await lan.GetAsync("/")).Headers.Location!.OriginalString.ShouldEndWith("/setup");

        var form = await PageForm.OpenAsync(lan, "/setup");
        using var done = await form.SubmitAsync(Filled(CodeOf(app)));

        done.StatusCode.ShouldBe(HttpStatusCode.Found);
        var page = await PageForm.OpenAsync(lan, "/");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Page.QuerySelector(".brand")!.TextContent.ShouldBe("Chuyện của Lan");
        page.Page.DocumentElement.GetAttribute("lang").ShouldBe("vi");
        (await lan.GetAsync("/admin/settings")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_code_makes_nobody_and_keeps_what_was_typed()
    {
        await using var app = BlogApplication.Start(Production);
        using var stranger = app.Anonymous();

        var again = await (await PageForm.OpenAsync(stranger, "/setup")).SubmitAndStayAsync(Filled("AAAA-AAAA"));

        again.ProblemOf("Code").ShouldBe("This is not the code in the console.");
        again.ValueOf("Name").ShouldBe("Chuyện của Lan");
        again.ValueOf("Email").ShouldBe("lan@example.com");
        again.ValueOf("Password").ShouldBeNull();
        (await stranger.GetAsync("/")).Headers.Location!.OriginalString.ShouldEndWith("/setup");
    }

    [Theory]
    [InlineData("Name", "", "Name")]
    [InlineData("Email", "no address", "Email")]
    [InlineData("Password", "short", "Password")]
    public async Task What_cannot_be_taken_is_said_at_its_field_and_the_code_stays_good(string field, string value, string problem)
    {
        await using var app = BlogApplication.Start(Production);
        using var lan = new TestUser(app.Address, "lan@example.com");
        var form = await PageForm.OpenAsync(lan, "/setup");

        var again = await form.SubmitAndStayAsync([.. Filled(CodeOf(app)).Where(f => f.Name != field), (field, value)]);

        again.ProblemOf(problem).ShouldNotBeNull();
        again.ValueOf("Code").ShouldBe(CodeOf(app));
        using var done = await again.SubmitAsync(Filled(CodeOf(app)));
        done.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task Once_there_is_an_administrator_the_code_opens_nothing()
    {
        await using var app = BlogApplication.Start(Production);
        using var lan = new TestUser(app.Address, "lan@example.com");
        using var late = app.Anonymous();
        var (first, second) = (await PageForm.OpenAsync(lan, "/setup"), await PageForm.OpenAsync(late, "/setup"));
        using var done = await first.SubmitAsync(Filled(CodeOf(app)));

        using var refused = await second.SubmitAsync([.. Filled(CodeOf(app)).Where(f => f.Name != "Email"), ("Email", "late@example.com")]);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await late.GetAsync("/setup")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_registers_before_that_is_no_administrator()
    {
        await using var app = BlogApplication.Start(Production);
        using var early = await app.RegisterAsync("early");

        (await early.GetAsync("/admin/settings")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await early.GetAsync("/setup")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_administrator_of_the_configuration_makes_the_page_needless()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string>(Production)
        {
            ["Setup:AdminEmail"] = "lan@example.com",
            ["Setup:AdminPassword"] = BlogApplication.Password,
        });
        using var reader = app.Anonymous();

        (await reader.GetAsync("/setup")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await reader.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        app.Services.GetRequiredService<CurrentSite>().Settings.ShouldBe(SiteSettings.Default);
    }

    private static string CodeOf(BlogApplication app) => app.Services.GetRequiredService<Setup>().Code;

    private static (string Name, string Value)[] Filled(string code) =>
    [
        ("Code", code), ("Name", "Chuyện của Lan"), ("Language", "vi"), ("Email", "lan@example.com"),
        ("DisplayName", "Lan Phạm"), ("Password", BlogApplication.Password),
    ];
}
