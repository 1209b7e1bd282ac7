using BlogBlazor.Posts;

namespace BlogBlazor.Tests.Posts;

public sealed class PostImagesTests : IDisposable
{
    private const string Hash = "0123456789abcdef0123456789abcdef";
    private const string Large = $"/media/{Hash}-1600x1200.webp";
    private const string Small = $"/media/{Hash}-320x240.webp";

    private readonly MarkdownRenderer _renderer = new();

    [Fact]
    public void A_picture_of_this_site_holds_its_place_and_comes_as_large_as_is_needed()
    {
        var html = _renderer.RenderPost($"![A lake]({Large})", "/posts/a").Html.Value;

        html.ShouldContain("width=\"1600\"");
        html.ShouldContain("height=\"1200\"");
        html.ShouldContain($"srcset=\"{Large} 1600w, /media/{Hash}-800x600.webp 800w, /media/{Hash}-400x300.webp 400w\"");
        html.ShouldContain("sizes=\"");
        html.ShouldContain("alt=\"A lake\"");
        _renderer.RenderPost($"![]({Small})", "/posts/a").Html.Value.ShouldNotContain("srcset");
    }

    [Fact]
    public void Only_the_first_of_a_post_is_loaded_at_once()
    {
        Lazy(_renderer.RenderPost($"![a]({Large})\n\n![b]({Small})\n\n![c](https://example.com/c.png)", "/posts/a").Html.Value).ShouldBe([false, true, true]);
        Lazy(_renderer.Render($"![a]({Large})").Value).ShouldBe([true], "A comment stands far below.");

        static IEnumerable<bool> Lazy(string html) => html.Split("<img ").Skip(1).Select(image => image.Contains("loading=\"lazy\"", StringComparison.Ordinal));
    }

    [Fact]
    public void One_alone_with_a_title_is_a_figure_with_a_caption()
    {
        var html = _renderer.RenderPost($"Before.\n\n![A lake]({Small} \"Seen from \\\"above\\\" <b>\")\n\nAn ![inline]({Small} \"tip\") one.", "/posts/a").Html.Value;

        html.ShouldContain("<figcaption>Seen from \"above\" &lt;b&gt;</figcaption></figure>");
        html.Split("<figure>").Length.ShouldBe(2);
        html.ShouldContain("title=\"tip\"");
        html.ShouldStartWith("<p>Before.</p>");
    }

    [Theory]
    [InlineData("![a](/media/x.webp)")]
    [InlineData("![a](/media/0123456789abcdef0123456789abcdef-0x10.webp)")]
    [InlineData("![a](https://example.com/media/0123456789abcdef0123456789abcdef-10x10.webp)")]
    [InlineData("![a](/media/0123456789abcdef0123456789abcdef-10x10.webp\"onerror=alert`1`)")]
    public void An_address_that_only_looks_so_gets_no_size(string markdown) =>
        _renderer.RenderPost(markdown, "/posts/a").Html.Value.ShouldNotContain("width");

    public void Dispose() => _renderer.Dispose();
}
