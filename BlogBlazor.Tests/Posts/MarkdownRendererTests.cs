using BlogBlazor.Posts;

namespace BlogBlazor.Tests.Posts;

/// <summary>What the renderer makes of honest text. What it makes of the other kind is in <see cref="MarkdownSafetyTests"/>.</summary>
public sealed class MarkdownRendererTests : IDisposable
{
    private readonly MarkdownRenderer _renderer = new();

    [Theory]
    [InlineData("*so* **strong** ~~no~~ `code`", "<p><em>so</em> <strong>strong</strong> <del>no</del> <code>code</code></p>")]
    [InlineData("> said", "<blockquote>\n<p>said</p>\n</blockquote>")]
    [InlineData("3. c\n4. d", "<ol start=\"3\">\n<li>c</li>\n<li>d</li>\n</ol>")]
    [InlineData("Tiếng Việt, 日本語, 🎉", "<p>Tiếng Việt, 日本語, 🎉</p>")]
    [InlineData("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>")]
    [InlineData("", "")]
    public void Markdown_becomes_html(string markdown, string html) => Render(markdown).ShouldBe(html);

    [Fact]
    public void A_table_has_its_head_and_body() =>
        Render("| a | b |\n|---|---|\n| 1 | 2 |").ShouldBe(
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
            + "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>");

    [Fact]
    public void A_task_list_has_boxes_that_nobody_can_click()
    {
        var html = Render("- [x] done\n- [ ] to do");

        html.ShouldContain("class=\"contains-task-list\"");
        html.ShouldContain("<input disabled=\"disabled\" type=\"checkbox\" checked=\"checked\" aria-label=\"done\"> done");
        html.ShouldContain("<input disabled=\"disabled\" type=\"checkbox\" aria-label=\"to do\"> to do");
    }

    [Theory]
    [InlineData("# One", "<h2>One</h2>")]
    [InlineData("## Two", "<h2>Two</h2>")]
    [InlineData("###### Six", "<h2>Six</h2>")]
    [InlineData("# One\n## Two\n###### Six", "<h2>One</h2>\n<h3>Two</h3>\n<h6>Six</h6>")]
    [InlineData("### Three\n## Two", "<h3>Three</h3>\n<h2>Two</h2>")]
    [InlineData("One\n===", "<h2>One</h2>")]
    public void Headings_stand_below_the_page_s_own(string markdown, string html) => Render(markdown).ShouldBe(html);

    [Fact]
    public void A_block_of_code_can_be_reached_by_keyboard_and_is_text_only()
    {
        Render("```text\n<b>*x*</b>\n```").ShouldMatch("^<pre.*tabindex=\"0\".*>&lt;b&gt;\\*x\\*&lt;/b&gt;\\s*</code></pre>$");
        Render("    indented").ShouldContain("tabindex=\"0\"");
    }

    [Theory]
    [InlineData("[site](https://example.com/a?b=1)", "https://example.com/a?b=1")]
    [InlineData("https://example.com", "https://example.com")]
    [InlineData("<https://example.com>", "https://example.com")]
    [InlineData("[site](HTTPS://EXAMPLE.COM)", "HTTPS://EXAMPLE.COM")]
    [InlineData("[site](//example.com)", "//example.com")]
    [InlineData("[site]\n\n[site]: http://example.com", "http://example.com")]
    public void A_link_to_elsewhere_gets_no_credit_from_this_site(string markdown, string address) =>
        Render(markdown).ShouldContain($"<a href=\"{address}\" rel=\"nofollow ugc noopener\">");

    [Theory]
    [InlineData("[post](/posts/a)", "<a href=\"/posts/a\">post</a>")]
    [InlineData("[below](#part)", "<a href=\"#part\">below</a>")]
    [InlineData("[write](mailto:lan@example.com)", "<a href=\"mailto:lan@example.com\">write</a>")]
    public void A_link_within_the_site_stays_plain(string markdown, string html) => Render(markdown).ShouldContain(html);

    [Fact]
    public void Nobody_gives_an_element_a_name_that_the_page_has_already() =>
        Render("# Content\n\n[^1]\n\n[^1]: note").ShouldNotContain(" id=");

    [Fact]
    public void An_image_loads_when_it_is_seen() =>
        Render("![a view](https://example.com/a.jpg)")
            .ShouldBe("<p><img src=\"https://example.com/a.jpg\" loading=\"lazy\" decoding=\"async\" alt=\"a view\"></p>");

    public void Dispose() => _renderer.Dispose();

    private string Render(string markdown) => _renderer.Render(markdown).Value.Trim();
}
