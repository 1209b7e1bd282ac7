using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;
using SkiaSharp;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>Pictures on their way from a disk, a clipboard or another window into a post.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed partial class PicturesInTheBrowserTests(EndToEndFixture fixture) : IAsyncLifetime
{
    private static readonly FilePayload Lake = Png("a-lake.png", SKColors.SteelBlue);
    private static readonly FilePayload Hill = Png("a-hill.png", SKColors.OliveDrab);
    private static readonly FilePayload NoPicture = new() { Name = "notes.png", MimeType = "image/png", Buffer = "These are notes."u8.ToArray() };

    private Visitor _lan = null!;

    [GeneratedRegex(@"^Before\n\n!\[a lake\]\(/media/[0-9a-f]{32}-900x600\.webp\)\n")]
    private static partial Regex WithLake { get; }

    [GeneratedRegex("/media/")]
    private static partial Regex OfThisSite { get; }

    [GeneratedRegex("/posts/[^/]+$")]
    private static partial Regex OfAPost { get; }

    private IPage Page => _lan.Page;
    private ILocator Title => Page.Locator("#editor-title:not([readonly])");
    private ILocator Text => Page.Locator("#editor-text:not([readonly])");
    private ILocator State => Page.Locator(".editor-state [role=status]");
    private ILocator Message => Page.Locator(".image-upload [role=status]");
    private ILocator Cover => Page.GetByRole(AriaRole.Group, new() { Name = "Cover" });

    [Fact]
    public async Task A_chosen_picture_is_in_the_text_in_the_preview_and_on_the_page()
    {
        await WriteAsync("Before");
        var chooser = await Page.RunAndWaitForFileChooserAsync(() => Page.Locator(".image-upload label").ClickAsync());
        chooser.IsMultiple.ShouldBeTrue();

        await chooser.SetFilesAsync(Lake);

        await ShouldBeShownAsync("A chosen picture");
    }

    [Fact]
    public async Task A_pasted_picture_is_in_the_text_in_the_preview_and_on_the_page()
    {
        await WriteAsync("Before");

        await BringAsync("paste", Lake);

        await ShouldBeShownAsync("A pasted picture");
    }

    [Fact]
    public async Task A_dropped_picture_is_in_the_text_in_the_preview_and_on_the_page()
    {
        await WriteAsync("Before");

        await BringAsync("drop", Lake);

        await ShouldBeShownAsync("A dropped picture");
    }

    [Fact]
    public async Task What_is_no_picture_is_said_and_what_was_typed_stays()
    {
        await WriteAsync("Before and after");
        await Text.EvaluateAsync("field => field.setSelectionRange(0, 6)");
        await AxeChecks.ShouldPassAsync(Page);

        await Page.SetInputFilesAsync(".image-upload input", NoPicture);
        await Expect(Message).ToHaveTextAsync("notes.png: Only pictures: JPEG, PNG, WebP or GIF.");
        await Expect(Text).ToHaveValueAsync("Before and after");
        await AxeChecks.ShouldPassAsync(Page);

        await BringAsync("drop", new() { Name = "notes.pdf", MimeType = "application/pdf", Buffer = "%PDF-"u8.ToArray() });
        await Expect(Message).ToHaveTextAsync("notes.pdf: Only pictures: JPEG, PNG, WebP or GIF.");
        await BringAsync("paste", new() { Name = "large.png", MimeType = "image/png", Buffer = new byte[(10 * 1024 * 1024) + 1] });
        await Expect(Message).ToHaveTextAsync("large.png: At most 10 MB.");
        await Expect(Text).ToHaveValueAsync("Before and after");

        await BringAsync("paste", Lake, alsoText: true);
        await BringAsync("paste", Hill);
        await Expect(Text).ToHaveValueAsync(new Regex("a hill"));
        await Expect(Message).ToBeEmptyAsync();
        await Expect(Text).Not.ToHaveValueAsync(new Regex("a lake"));
    }

    [Fact]
    public async Task A_cover_is_chosen_described_replaced_and_taken_off()
    {
        await WriteAsync("Text.");
        await Title.FillAsync("A post with a cover");
        var image = Cover.Locator("img");

        await ChooseCoverAsync("Add a cover", Lake);
        await Expect(image).ToHaveAttributeAsync("src", OfThisSite);
        var first = await image.GetAttributeAsync("src");
        await PressAsync("Publish");
        await Expect(Cover.GetByLabel("What the picture shows")).ToHaveAttributeAsync("aria-invalid", "true");
        await AxeChecks.ShouldPassAsync(Page);
        await ChooseCoverAsync("Choose another cover", NoPicture);
        await Expect(Cover.GetByRole(AriaRole.Status)).ToHaveTextAsync("notes.png: Only pictures: JPEG, PNG, WebP or GIF.");
        await Expect(image).ToHaveAttributeAsync("src", first!);

        await ChooseCoverAsync("Choose another cover", Hill);
        await Expect(image).Not.ToHaveAttributeAsync("src", first!);
        await Cover.GetByLabel("What the picture shows").FillAsync("A green hill");
        await Cover.GetByLabel("What the picture shows").PressAsync("Tab");
        await AxeChecks.ShouldPassAsync(Page);
        await PressAsync("Publish");
        await Expect(Page).ToHaveURLAsync(OfAPost);
        await ShouldBeDrawnAsync(Page.Locator("figure.cover").GetByAltText("A green hill"));

        await _lan.GoAsync(new Uri(Page.Url).AbsolutePath + "/edit");
        await Cover.GetByRole(AriaRole.Button, new() { Name = "Remove the cover" }).ClickAsync();
        await Expect(image).ToHaveCountAsync(0);
        await AxeChecks.ShouldPassAsync(Page);
        await PressAsync("Update");
        await Expect(Page).ToHaveURLAsync(OfAPost);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("A post with a cover");
        await Expect(Page.Locator("figure.cover")).ToHaveCountAsync(0);
    }

    public async ValueTask InitializeAsync()
    {
        _lan = await fixture.SignUpAsync(await fixture.SiteAsync(), "lan");
        await _lan.GoAsync("/write");
    }

    public ValueTask DisposeAsync() => _lan.DisposeAsync();

    private static FilePayload Png(string name, SKColor colour) =>
        new() { Name = name, MimeType = "image/png", Buffer = TestPictures.Plain(900, 600, colour) };

    private async Task WriteAsync(string text)
    {
        await Text.FillAsync(text);
        await Expect(State).ToHaveTextAsync("Saved");
    }

    /// <summary>As the browser tells of what comes from another program.</summary>
    private async Task BringAsync(string how, FilePayload file, bool alsoText = false) => await Text.EvaluateAsync(
        """
        (field, { how, name, type, content, alsoText }) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type }));
          if (alsoText) {
            transfer.setData('text/plain', 'A table');
            transfer.setData('text/html', '<table></table>');
          }
          const options = { bubbles: true, cancelable: true };
          const event = how === 'paste'
            ? new ClipboardEvent('paste', { ...options, clipboardData: transfer })
            : new DragEvent('drop', { ...options, dataTransfer: transfer });
          const isTaken = !field.dispatchEvent(event);
          if (isTaken === alsoText) throw new Error('The page should take files, and leave text to the browser.');
        }
        """,
        new { how, name = file.Name, type = file.MimeType, content = Convert.ToBase64String(file.Buffer), alsoText });

    private Task PressAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private async Task ChooseCoverAsync(string button, FilePayload file)
    {
        var chooser = await Page.RunAndWaitForFileChooserAsync(() => Cover.GetByText(button).ClickAsync());
        await chooser.SetFilesAsync(file);
    }

    private async Task ShouldBeShownAsync(string title)
    {
        await Expect(Text).ToHaveValueAsync(WithLake);
        await Expect(Message).ToBeEmptyAsync();
        await ShouldBeDrawnAsync(Page.Locator(".editor-preview").GetByAltText("a lake"));
        await AxeChecks.ShouldPassAsync(Page);
        await Title.FillAsync(title);
        await PressAsync("Publish");
        await Expect(Page).ToHaveURLAsync(OfAPost);
        await ShouldBeDrawnAsync(Page.Locator(".prose").GetByAltText("a lake"));
    }

    /// <summary>Not just an element with its address: its pixels have come.</summary>
    private static Task ShouldBeDrawnAsync(ILocator image) => Expect(image).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
}
