using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using BlogBlazor.Accounts;
using BlogBlazor.Posts;

namespace BlogBlazor.Moving;

/// <summary>
/// What WordPress exports: an XML file of items (WXR, of any version), read twice, the first time for authors and addresses
/// of pictures. One item is in memory at a time.
/// </summary>
internal sealed class WordPressFile(string path, WordPressImages images, MovingReport report)
{
    private const string DefaultCategory = "uncategorized";

    private readonly string _file = Path.GetFileName(path);
    private readonly Dictionary<string, SourceAuthor> _authors = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _attachments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _attachedTo = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

    /// <exception cref="StartupException">It is no such file.</exception>
    public async IAsyncEnumerable<(double Done, SourcePost Post)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var posts = 0;
        await foreach (var (_, _, element) in ElementsAsync(cancellationToken))
        {
            if (element.Name.LocalName is "author")
            {
                AddAuthor(element);
            }
            else if (Word(element, "post_type") is "attachment")
            {
                AddAttachment(element);
            }
            else
            {
                posts++;
            }
        }

        if (posts == 0)
        {
            throw new StartupException($"{path} has no posts: it is no export of WordPress.");
        }

        await foreach (var (done, line, element) in ElementsAsync(cancellationToken))
        {
            SourcePost? post = null;
            try
            {
                post = element.Name.LocalName is "item" ? OfItem(element, line) : null;
            }
            catch (FormatException e)
            {
                report.Fail(_file, line, e.Message);
            }

            if (post is not null)
            {
                yield return (done, post);
            }
        }
    }

    /// <summary>The authors and the items, with how far the file is read and their lines.</summary>
    private async IAsyncEnumerable<(double Done, int Line, XElement Element)> ElementsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        // Plugins put control characters into texts, which XML forbids.
        using var reader = XmlReader.Create(file, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = false });
        while (true)
        {
            XElement? element = null;
            var line = ((IXmlLineInfo)reader).LineNumber;
            try
            {
                if (reader is { NodeType: XmlNodeType.Element, Depth: 2, LocalName: "item" or "author" })
                {
                    element = (XElement)await XNode.ReadFromAsync(reader, cancellationToken);
                }
                else if (!await reader.ReadAsync())
                {
                    yield break;
                }
            }
            catch (XmlException e)
            {
                // What comes after it cannot be found any more.
                report.Fail(_file, e.LineNumber, $"From here on it is no XML: {e.Message}");
                yield break;
            }

            if (element is not null)
            {
                yield return ((double)file.Position / file.Length, line, element);
            }
        }
    }

    private static string Word(XElement element, string name) => Words(element, name).FirstOrDefault() ?? "";

    private static IEnumerable<string> Words(XElement element, string name) =>
        element.Elements().Where(e => e.Name.LocalName == name).Select(e => e.Value.Trim());

    private static DateTime? Date(XElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            // What was never published has zeros.
            if (DateTime.TryParse(Word(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date))
            {
                return date;
            }
        }

        return null;
    }

    private static string SlugOf(string name, string title) => Slug.From(name.Length > 0 ? Uri.UnescapeDataString(name) : title);

    private void AddAuthor(XElement element)
    {
        var login = Word(element, "author_login");
        var name = Word(element, "author_display_name");
        _authors[login] = new SourceAuthor(Handle.FromEmail(login), name.Length > 0 ? name : login, Word(element, "author_email"));
    }

    private void AddAttachment(XElement element)
    {
        var (post, id) = (Word(element, "post_parent"), Word(element, "post_id"));
        _attachments[id] = Word(element, "attachment_url");
        if (!_attachedTo.TryGetValue(post, out var ids))
        {
            _attachedTo[post] = ids = [];
        }

        ids.Add(id);
    }

    private SourcePost? OfItem(XElement item, int line)
    {
        var type = Word(item, "post_type");
        var status = Word(item, "status");
        if (type is not ("post" or "page"))
        {
            if (type is not "attachment" && _unknown.Add(type))
            {
                report.Note(_file, line, $"Items of the type {type} are not taken in.");
            }

            return null;
        }

        if (status is "trash" or "auto-draft" or "inherit")
        {
            return null;
        }

        var title = WebUtility.HtmlDecode(Word(item, "title"));
        var login = Word(item, "creator");
        var link = Word(item, "link");
        var where = $"{_file} “{title}”";
        void Note(string what) => report.Note(where, line, what);
        if (Word(item, "post_password").Length > 0)
        {
            Note("It has a password, which posts do not have here: it is a draft.");
            status = "draft";
        }

        var content = new WordPressText(_attachments, _attachedTo.GetValueOrDefault(Word(item, "post_id")) ?? [], Note);
        var excerpt = item.Elements().FirstOrDefault(e => e.Name.LocalName is "encoded" && e.Name.NamespaceName.Contains("excerpt", StringComparison.Ordinal));
        var body = item.Elements().FirstOrDefault(e => e.Name.LocalName is "encoded" && e.Name.NamespaceName.Contains("content", StringComparison.Ordinal));
        var markdown = content.Convert(body?.Value ?? "");
        var thumbnail = item.Elements().Where(e => e.Name.LocalName is "postmeta" && Word(e, "meta_key") is "_thumbnail_id").Select(e => Word(e, "meta_value")).FirstOrDefault();
        return new SourcePost
        {
            // Copied posts may share their guid.
            Source = $"{Word(item, "guid")} {Word(item, "post_id")}",
            File = where,
            FirstLine = line,
            Title = title.Length > 0 ? title : Beginning(HtmlToMarkdown.TextOf(body?.Value ?? "")),
            Markdown = markdown,
            Summary = HtmlToMarkdown.TextOf(excerpt?.Value ?? ""),
            Slug = SlugOf(Word(item, "post_name"), title),
            Date = Date(item, "post_date_gmt", "post_date"),
            Updated = Date(item, "post_modified_gmt"),
            IsDraft = status is not "publish",
            Tags = [.. item.Elements().Where(e => e.Name.LocalName is "category" && e.Attribute("domain")?.Value is "category" or "post_tag"
                && e.Attribute("nicename")?.Value is not DefaultCategory).Select(e => WebUtility.HtmlDecode(e.Value.Trim()))],
            Author = login.Length == 0 ? null : _authors.GetValueOrDefault(login) ?? new SourceAuthor(Handle.FromEmail(login), login),
            Cover = thumbnail is null ? null : _attachments.GetValueOrDefault(thumbnail),
            OldAddresses = link.Contains('?', StringComparison.Ordinal) ? [] : [link],
            Comments = [.. item.Elements().Where(e => e.Name.LocalName is "comment").Select(comment => OfComment(comment, content)).OfType<SourceComment>()],
            ReadImageAsync = images.ReadAsync,
        };
    }

    /// <summary>The title of what has none.</summary>
    private static string Beginning(string text) => text.Length <= 60 ? text : text[..60].TrimEnd() + "…";

    /// <summary>Spam, what waits for approval, and notices of other sites stay behind.</summary>
    private SourceComment? OfComment(XElement comment, WordPressText text)
    {
        if (Word(comment, "comment_approved") is not "1" || Word(comment, "comment_type") is not ("" or "comment"))
        {
            return null;
        }

        var email = Word(comment, "comment_author_email");
        var hadAccount = Word(comment, "comment_user_id") is not ("" or "0");
        var author = hadAccount ? _authors.Values.FirstOrDefault(a => a.Email?.Equals(email, StringComparison.OrdinalIgnoreCase) == true) : null;
        var name = WebUtility.HtmlDecode(Word(comment, "comment_author"));
        return new SourceComment(
            Word(comment, "comment_id"),
            Word(comment, "comment_parent") is var parent && parent is "" or "0" ? null : parent,
            author,
            name.Length > 0 ? name : "?",
            text.Convert(Word(comment, "comment_content")),
            Date(comment, "comment_date_gmt", "comment_date") ?? DateTime.UnixEpoch);
    }
}
