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

    private readonly string? _name;

    private PageForm(TestUser user, string path, string? name, IHtmlDocument page, HttpStatusCode status)
    {
        _user = user;
        _path = path;
        _name = name;
        Page = page;
        Status = status;
        _form = (IHtmlFormElement)page.QuerySelector(
            name is null ? "main form[method=post]" : $"main form[method=post]:has(input[name=_handler][value={name}])")!;
    }

    public IHtmlDocument Page { get; }
    public HttpStatusCode Status { get; }

    /// <param name="name">The form's, where the page has several.</param>
    public static async Task<PageForm> OpenAsync(TestUser user, string path, string? name = null)
    {
        using var response = await user.GetAsync(path);
        return new PageForm(user, path, name, await ParseAsync(response), response.StatusCode);
    }

    /// <summary>Presses the button.</summary>
    public Task<HttpResponseMessage> SubmitAsync(params (string Name, string Value)[] filled) =>
        _user.Http.PostAsync(_path, new FormUrlEncodedContent(Fields(filled)), TestContext.Current.CancellationToken);

    /// <summary>Presses the button where the same page is expected to come back.</summary>
    public async Task<PageForm> SubmitAndStayAsync(params (string Name, string Value)[] filled)
    {
        using var response = await SubmitAsync(filled);
        return new PageForm(_user, _path, _name, await ParseAsync(response), response.StatusCode);
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

    private IEnumerable<KeyValuePair<string, string>> Fields((string Name, string Value)[] filled)
    {
        var names = filled.Select(field => "Input." + field.Name).ToHashSet();
        return _form.QuerySelectorAll("input").OfType<IHtmlInputElement>()
            .Where(input => !names.Contains(input.Name!) && (input.Type is not ("checkbox" or "radio") || input.IsChecked))
            .Select(input => KeyValuePair.Create(input.Name!, input.Value))
            .Concat(filled.Select(field => KeyValuePair.Create("Input." + field.Name, field.Value)));
    }

    private static async Task<IHtmlDocument> ParseAsync(HttpResponseMessage response) =>
        await new HtmlParser().ParseDocumentAsync(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
}
