using BlogBlazor.Media;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Media;

public sealed class CoverInputTests : BlogBunitContext
{
    private const string Cover = "/media/0123456789abcdef0123456789abcdef-1600x900.webp";

    private string? _url;
    private string? _alt;

    [Fact]
    public async Task What_a_cover_shows_is_asked_for_until_it_is_said_or_is_decoration()
    {
        var input = RenderCover();
        input.FindAll("img").ShouldBeEmpty();

        await input.InvokeAsync(() => input.Instance.UploadedAsync(Cover));
        input.Render(Show);
        _alt.ShouldBeNull();

        await input.FindField("What the picture shows").ChangeAsync(new() { Value = "A lake" });
        (_url, _alt).ShouldBe((Cover, "A lake"));
        await input.FindField("What the picture shows").ChangeAsync(new() { Value = " " });
        _alt.ShouldBeNull();
        await input.Find("input[type=checkbox]").ChangeAsync(new() { Value = true });
        _alt.ShouldBe("");
        await input.FindButton("Remove the cover").ClickAsync(new());
        (_url, _alt).ShouldBe(("", null));
    }

    [Fact]
    public void A_problem_stands_at_its_field()
    {
        (_url, _alt) = (Cover, null);

        var input = RenderCover("Say what the picture shows.");

        var field = input.FindField("What the picture shows");
        field.GetAttribute("aria-invalid").ShouldBe("true");
        input.Find("#" + field.GetAttribute("aria-describedby")).TextContent.ShouldBe("Say what the picture shows.");
    }

    private IRenderedComponent<CoverInput> RenderCover(string? problem = null) => Render<CoverInput>(parameters =>
    {
        Show(parameters);
        parameters.Add(p => p.Problem, problem);
    });

    private void Show(ComponentParameterCollectionBuilder<CoverInput> parameters) => parameters
        .Add(p => p.Url, _url)
        .Add(p => p.Alt, _alt)
        .Add(p => p.UrlChanged, url => _url = url)
        .Add(p => p.AltChanged, alt => _alt = alt);
}
