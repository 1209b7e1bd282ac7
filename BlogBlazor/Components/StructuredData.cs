using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace BlogBlazor.Components;

/// <summary>JSON-LD, by which search engines know what a page is about.</summary>
public static class StructuredData
{
    // Letters stay as they are; what could end the element or begin another (&lt; &gt; &amp; and quotes) is escaped all the same.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>A block of data: no browser runs it, so the content security policy lets it be.</summary>
    public static MarkupString Script(IReadOnlyDictionary<string, object?> data) =>
        new($"""<script type="application/ld+json">{JsonSerializer.Serialize(data, Options)}</script>""");
}
