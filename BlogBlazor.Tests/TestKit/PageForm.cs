using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace BlogBlazor.Tests.TestKit;

/// <summary>A page with its form, as a browser without JavaScript has it: what is not filled in goes back as it came.</summary>
public sealed class PageForm
{
    private readonly TestUser _user;
    private readonly string _path;
    private readonly IHtmlFormElement _form;

    private PageForm(TestUser user, string path, IHtmlDocument page, HttpStatusCode status)
    {
        _user = user;
        _path = path;
        Page = page;
        Status = status;
        _form = (IHtmlFormElement)page.QuerySelector("main form[method=post]")!;
    }

    public IHtmlDocument Page { get; }
    public HttpStatusCode Status { get; }

    public static async Task<PageForm> OpenAsync(TestUser user, string path)
    {
        using var response = await user.GetAsync(path);
        return new PageForm(user, path, await ParseAsync(response), response.StatusCode);
    }

    /// <summary>Presses the button.</summary>
    public Task<HttpResponseMessage> SubmitAsync(params (string Name, string Value)[] filled) =>
        _user.Http.PostAsync(_path, new FormUrlEncodedContent(Fields(filled)), TestContext.Current.CancellationToken);

    /// <summary>Presses the button where the same page is expected to come back.</summary>
    public async Task<PageForm> SubmitAndStayAsync(params (string Name, string Value)[] filled)
    {
        using var response = await SubmitAsync(filled);
        return new PageForm(_user, _path, await ParseAsync(response), response.StatusCode);
    }

    public string? ValueOf(string field) => Page.QuerySelector($"input[name='Input.{field}']")!.GetAttribute("value");

    /// <summary>The message that a screen reader reads with the field; null when it is not marked as wrong.</summary>
    public string? ProblemOf(string field)
    {
        var input = Page.QuerySelector($"input[name='Input.{field}']")!;
        return input.GetAttribute("aria-invalid") == "true"
            ? Page.GetElementById(input.GetAttribute("aria-describedby")!)!.TextContent.Trim()
            : null;
    }

    public string? Notice(string role) => Page.QuerySelector($"main [role={role}]")?.TextContent.Trim();

    private Dictionary<string, string> Fields((string Name, string Value)[] filled)
    {
        var fields = _form.QuerySelectorAll("input").OfType<IHtmlInputElement>()
            .Where(input => input.Type is not ("checkbox" or "radio") || input.IsChecked)
            .ToDictionary(input => input.Name!, input => input.Value);
        foreach (var (name, value) in filled)
        {
            fields["Input." + name] = value;
        }

        return fields;
    }

    private static async Task<IHtmlDocument> ParseAsync(HttpResponseMessage response) =>
        await new HtmlParser().ParseDocumentAsync(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
}
