using BlogBlazor.Posts;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Posts;

/// <summary>Code comes in colours from the server, as classes, and as nothing but text otherwise.</summary>
public sealed class CodeHighlighterTests : IDisposable
{
    private readonly MarkdownRenderer _renderer = new();

    [Theory]
    [InlineData("csharp")]
    [InlineData("c#")]
    [InlineData("CS")]
    public void A_language_is_known_by_its_names(string language) =>
        Render(language, "return \"a\";").ShouldBe(
            "<pre tabindex=\"0\"><code><span class=\"hl-keyword\">return </span><span class=\"hl-string\">\"a\"</span>;</code></pre>");

    [Theory]
    [InlineData("bash", "# why", "hl-comment")]
    [InlineData("json", "{\"a\": 1}", "hl-number")]
    [InlineData("yaml", "a: \"b\"", "hl-string")]
    [InlineData("js", "const a = 1", "hl-keyword")]
    [InlineData("python", "def a(): pass", "hl-function")]
    [InlineData("sql", "SELECT 1", "hl-keyword")]
    [InlineData("html", "<b>a</b>", "hl-keyword")]
    [InlineData("diff", "+a", "hl-inserted")]
    public void Its_parts_have_their_classes(string language, string code, string expected) =>
        Render(language, code).ShouldContain($"class=\"{expected}\"");

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    public void Code_in_no_known_language_is_shown_as_it_is(string language) =>
        Render(language, "return <1>;").ShouldBe("<pre tabindex=\"0\"><code>return &lt;1&gt;;</code></pre>");

    [Fact]
    public void What_looks_like_markup_in_code_stays_text()
    {
        var html = Render("html", "<script>alert(1)</script><img src=x onerror=alert(1)>");

        html.ShouldNotContain("<script");
        html.ShouldNotContain("<img");
    }

    [Fact]
    public void A_string_over_several_lines_keeps_its_lines() =>
        Render("csharp", "var a = @\"1\n2\";").ShouldContain("@\"1</span>\n<span class=\"hl-string\">2\"");

    /// <summary>More elements than the sanitiser is given: the colours go, not the post.</summary>
    [Fact]
    public void A_post_with_very_much_code_is_shown_without_colours()
    {
        var block = $"```js\n{string.Concat(Enumerable.Repeat("if (1) 'a'\n", 1_500))}```\n\n";

        using var renderer = new MarkdownRenderer(new FakeTimeProvider());
        var html = renderer.Render(string.Concat(Enumerable.Repeat(block, 10)) + "*end*").Value;

        html.ShouldNotContain("hl-keyword");
        html.ShouldContain("<em>end</em>");
    }

    [Fact]
    public void All_code_of_a_text_has_one_time_and_what_comes_after_it_is_plain()
    {
        var clock = new RunningClock();
        using var renderer = new MarkdownRenderer(clock);
        const int Blocks = 100;

        var html = renderer.Render(string.Concat(Enumerable.Repeat("```js\nif (1) 'a'\nif (2) 'b'\n```\n\n", Blocks))).Value;

        var coloured = html.Split("<pre").Count(block => block.Contains("hl-keyword", StringComparison.Ordinal));
        coloured.ShouldBeInRange(1, Blocks / 2);
        clock.Ran.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        html.ShouldEndWith("if (2) 'b'</code></pre>\n");
    }

    public void Dispose() => _renderer.Dispose();

    private string Render(string language, string code) => _renderer.Render($"```{language}\n{code}\n```").Value.Trim();

    /// <summary>Each look at it takes a tenth of a second.</summary>
    private sealed class RunningClock : TimeProvider
    {
        public TimeSpan Ran { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (Ran += TimeSpan.FromMilliseconds(100)).Ticks;
    }
}
