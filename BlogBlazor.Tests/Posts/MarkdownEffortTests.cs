using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Posts;

/// <summary>No text, however long or cunning, keeps the renderer busy: parsers of Markdown are known for quadratic corners.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class MarkdownEffortTests : IDisposable
{
    private readonly MarkdownRenderer _renderer = new();

    [Theory]
    [InlineData("[")]
    [InlineData("![")]
    [InlineData(">")]
    [InlineData("> ")]
    [InlineData("*")]
    [InlineData("_")]
    [InlineData("*a **b ")]
    [InlineData("`")]
    [InlineData("~")]
    [InlineData("- ")]
    [InlineData("1. ")]
    [InlineData("a](")]
    [InlineData("[a](b")]
    [InlineData("![a](b")]
    [InlineData("[a](bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    [InlineData("[a][")]
    [InlineData("**a*")]
    [InlineData("~~a~")]
    [InlineData("[^1]")]
    [InlineData("[a]: b\n")]
    [InlineData("|")]
    [InlineData("|a\n")]
    [InlineData("&#")]
    [InlineData("<")]
    [InlineData("<a ")]
    [InlineData("`a` ")]
    [InlineData("a\n\n")]
    [InlineData("*a*\n\n")]
    [InlineData("@")]
    [InlineData("@lan ")]
    [InlineData("a@")]
    [InlineData("http://")]
    [InlineData("www.")]
    [InlineData("\\")]
    [InlineData("# ")]
    [InlineData("# a\n")]
    [InlineData("- a\n")]
    [InlineData("\n\n    ")]
    [InlineData("a\n")]
    public async Task The_longest_post_of_anything_is_soon_done(string part)
    {
        var markdown = string.Concat(Enumerable.Repeat(part, Post.MaxMarkdownLength / part.Length));

        await RenderAsync(markdown);
    }

    /// <summary>Each paragraph has just as many brackets and asterisks as are let through.</summary>
    [Theory]
    [InlineData("[a](b", 2)]
    [InlineData("![a](b", 2)]
    [InlineData("**a*", 3)]
    [InlineData("*a **b ", 3)]
    [InlineData("[a][", 3)]
    public async Task Many_paragraphs_at_the_limit_are_done_as_well(string part, int markers)
    {
        var paragraph = string.Concat(Enumerable.Repeat(part, 5_000 / markers)) + "\n\n";

        await RenderAsync(string.Concat(Enumerable.Repeat(paragraph, Post.MaxMarkdownLength / paragraph.Length)));
    }

    public void Dispose() => _renderer.Dispose();

    private async Task RenderAsync(string markdown)
    {
        await Task.Run(() => _renderer.Render(markdown), TestContext.Current.CancellationToken).WaitAsync(TestSocket.Patience);
        await Task.Run(() => MarkdownRenderer.MentionsIn(markdown), TestContext.Current.CancellationToken).WaitAsync(TestSocket.Patience);
    }
}
