using BlogBlazor.Posts;

namespace BlogBlazor.Tests.Posts;

/// <summary>A post's headings can be linked to, and make its table of contents; a comment's cannot.</summary>
public sealed class PostSectionTests : IDisposable
{
    private readonly MarkdownRenderer _renderer = new();

    [Fact]
    public void Each_heading_is_a_section_with_an_id_of_its_own()
    {
        var post = _renderer.RenderPost("## Đăng bài\n\n### With *marks* and `code`\n\n## Đăng bài\n\n## 🎉", "/posts/a");

        post.Sections.ShouldBe(
        [
            new("s-dang-bai", "Đăng bài", 2),
            new("s-with-marks-and-code", "With marks and code", 3),
            new("s-dang-bai--2", "Đăng bài", 2),
            new("s-section", "🎉", 2),
        ]);
        post.Html.Value.ShouldContain("<h2 id=\"s-dang-bai\">Đăng bài</h2>");
        post.Html.Value.ShouldContain("<h2 id=\"s-dang-bai--2\">Đăng bài</h2>");
    }

    [Fact]
    public void A_comment_has_no_ids() => _renderer.Render("## Heading").Value.Trim().ShouldBe("<h2>Heading</h2>");

    [Fact]
    public void An_id_cannot_be_written_by_hand() =>
        _renderer.RenderPost("## Heading {#content}\n\n<p id=\"content\">x</p>", "/posts/a").Html.Value.ShouldNotContain("<p id");

    public void Dispose() => _renderer.Dispose();
}
