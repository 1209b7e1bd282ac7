using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using BlogBlazor.Accounts;
using BlogBlazor.Posts;

namespace BlogBlazor.Moving;

/// <summary>
/// A folder of Markdown files: Hugo's (with "content" in it), Jekyll's (with "_posts"), an export of this blog, which is laid
/// out as Hugo's, or any other. One file is in memory at a time.
/// </summary>
internal sealed partial class MarkdownFolder(SiteFolder site, MovingReport report)
{
    public const string CommentsFile = "comments.json";

    /// <summary>What an export says its texts are in: they need no conversion.</summary>
    public const string OwnFormat = "blogblazor";

    private const int MaxFileLength = 4 * Post.MaxMarkdownLength;

    [GeneratedRegex(@"^(?<date>\d{4}-\d{1,2}-\d{1,2})-(?<name>.+)$")]
    private static partial Regex JekyllName { get; }

    [GeneratedRegex(@"\A\s*(?:#[ \t]+(?<title>.+?)[ \t#]*|(?<title>\S[^\n]*?)[ \t]*\n=+[ \t]*)(?:\n|\z)")]
    private static partial Regex Heading { get; }

    public async IAsyncEnumerable<(double Done, SourcePost Post)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < site.Files.Count; i++)
        {
            var file = site.Files[i];
            SourcePost? post = null;
            try
            {
                post = await ReadAsync(file, cancellationToken);
            }
            // One bad file does not stop the others.
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or JsonException)
            {
                report.Fail(site.NameOf(file), 1, e.Message);
            }

            if (post is not null)
            {
                yield return ((i + 1.0) / site.Files.Count, post);
            }
        }
    }

    private async Task<SourcePost?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (new FileInfo(file).Length > MaxFileLength)
        {
            throw new FormatException("It is too long.");
        }

        var name = site.NameOf(file);
        var head = FrontMatter.Read(await File.ReadAllTextAsync(file, cancellationToken));
        if (head.Values.Count == 0 && site.NeedsFrontMatter)
        {
            throw new FormatException("It has no front matter.");
        }

        if (Path.GetFileNameWithoutExtension(file) is "_index")
        {
            report.Note(name, 1, "The page of a section is not taken in: lists are made here.");
            return null;
        }

        var own = site.OwnNameOf(file);
        var dated = JekyllName.Match(own);
        var date = head.Date("date", "publishDate", "pubDate") ?? (dated.Success
            ? DateTime.SpecifyKind(DateTime.Parse(dated.Groups["date"].Value, CultureInfo.InvariantCulture), DateTimeKind.Utc)
            : null);
        var slug = dated.Success ? dated.Groups["name"].Value : own;
        var isOwn = head.Word("format") == OwnFormat;
        var text = isOwn ? OwnText(head) : Convert(file, name, head);
        var title = head.Word("title", "linkTitle");
        if (Heading.Match(text) is { Success: true } heading && heading.Groups["title"].Value is var first
            && (title is null || (first == title && !isOwn)))
        {
            // The page has it above the text already.
            (title, text) = (first, text[heading.Length..].TrimStart('\n'));
        }

        if (date is null)
        {
            report.Note(name, 1, "It has no date: it gets today's.");
        }

        var author = head.Word("author", "authors", "author.name", "author.display_name");
        return new SourcePost
        {
            Source = Path.GetFullPath(file),
            File = name,
            FirstLine = head.TextLine,
            Title = title ?? slug.Replace('-', ' '),
            Markdown = await SourceMarkdown.ReplaceAddressesAsync(text, (isImage, address, line) => Task.FromResult(
                isImage ? null : OfLink(file, name, address, head.TextLine + line))),
            Summary = head.Word("summary", "description", "excerpt", "subtitle") ?? "",
            Slug = Slug.From(head.Word("slug") ?? slug),
            Date = date,
            Updated = head.Date("lastmod", "last_modified_at", "updated"),
            IsDraft = head.Flag("draft") || head.Word("published") is "false" || site.IsDraft(file),
            Tags = [.. TagsOf(head)],
            Author = author is null ? null : site.AuthorOf(author),
            Cover = head.Word("cover.image", "cover", "image.path", "image", "featured_image", "featuredImage", "feature_image", "header.image", "header.overlay_image", "header.teaser", "thumbnail", "images"),
            CoverAlt = head.Word("cover.alt", "coverAlt", "image.alt", "image_alt", "imageAlt", "header.image_description"),
            OldAddresses = [.. head.List("aliases"), .. head.List("redirect_from"), .. new[] { head.Word("url"), head.Word("permalink"), site.AddressOf(file, head, date, slug) }.OfType<string>()],
            Comments = await CommentsAsync(file, cancellationToken),
            ReadImageAsync = (address, stop) => site.ReadImageAsync(file, address, stop),
        };
    }

    /// <summary>As it is: a line parts it from the front matter, and one ends the file.</summary>
    private static string OwnText(FrontMatter head) =>
        head.Text is ['\n', .. var text, '\n'] ? text : head.Text;

    private string Convert(string file, string name, FrontMatter head)
    {
        void Note(int line, string what) => report.Note(name, head.TextLine + line, what);
        var body = head.Text.ReplaceLineEndings("\n");
        var shortcodes = new Shortcodes(
            target => LinkTo(file, target),
            value => value.StartsWith("page.", StringComparison.Ordinal) ? head.Word(value["page.".Length..]) : site.SettingOf(value),
            Note);
        var text = site.IsJekyll ? shortcodes.ConvertJekyll(body) : shortcodes.ConvertHugo(body);
        return Path.GetExtension(file) is ".html"
            ? new HtmlToMarkdown(what => Note(0, what)).Convert(text)
            : SourceMarkdown.Convert(text, Note).Trim();
    }

    private string? OfLink(string file, string name, string address, int line)
    {
        if (LinkTo(file, address) is { } here)
        {
            return here;
        }

        if (site.FindFile(file, address) is not null)
        {
            report.Note(name, line, $"{address} is a file, which is not taken in.");
        }

        return null;
    }

    private string? LinkTo(string file, string target)
    {
        if (site.FindPost(file, target) is not { } other)
        {
            return null;
        }

        try
        {
            var own = site.OwnNameOf(other);
            var slug = FrontMatter.Read(File.ReadAllText(other)).Word("slug") ?? (JekyllName.Match(own) is { Success: true } dated ? dated.Groups["name"].Value : own);
            var section = target.IndexOf('#', StringComparison.Ordinal);
            return $"/posts/{Slug.From(slug)}{(section < 0 ? "" : target[section..])}";
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            return null; // It is told of where that file is read itself.
        }
    }

    private IEnumerable<string> TagsOf(FrontMatter head)
    {
        string[] keys = ["tags", "tag", "categories", "category", "topics"];
        return keys.SelectMany(key => site.IsJekyll && head.Word(key) is { } words && head.List(key) is [var only] && only == words
            ? words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : head.List(key));
    }

    private async Task<IReadOnlyList<SourceComment>> CommentsAsync(string file, CancellationToken cancellationToken)
    {
        var comments = Path.Combine(Path.GetDirectoryName(file)!, CommentsFile);
        if (Path.GetFileNameWithoutExtension(file) is not "index" || !File.Exists(comments))
        {
            return [];
        }

        await using var json = File.OpenRead(comments);
        var all = await JsonSerializer.DeserializeAsync<List<ExportedComment>>(json, JsonSerializerOptions.Web, cancellationToken);
        return
        [
            .. all!.Select(comment => new SourceComment(
                comment.Id.ToString(CultureInfo.InvariantCulture),
                comment.ParentId?.ToString(CultureInfo.InvariantCulture),
                site.AuthorOf(comment.Author),
                comment.Author,
                comment.Markdown,
                comment.CreatedAt.ToUniversalTime())),
        ];
    }
}
