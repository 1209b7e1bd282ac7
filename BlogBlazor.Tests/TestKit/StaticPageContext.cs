using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Forms.Mapping;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// For pages that work by plain forms: each is drawn by a request, no circuit runs, and <see cref="PressAsync"/> is what a
/// browser without JavaScript does. Sign somebody else in before the first page is drawn.
/// </summary>
public class StaticPageContext : BlogBunitContext
{
    private const string Token = "__RequestVerificationToken";

    private readonly SentForm _sent;

    /// <param name="services">What the page needs that a circuit has no use for.</param>
    protected StaticPageContext(Action<IServiceCollection>? services = null) : this(new SentForm(), services)
    {
    }

    private StaticPageContext(SentForm sent, Action<IServiceCollection>? more) : base(services =>
    {
        services.AddSupplyValueFromFormProvider();
        services.AddSingleton<IFormValueMapper>(sent);
        services.AddSingleton<AntiforgeryStateProvider, Antiforgery>();
        services.AddCascadingValue<HttpContext>(provider => new DefaultHttpContext
        {
            User = provider.GetRequiredService<AuthenticationStateProvider>().GetAuthenticationStateAsync().GetAwaiter().GetResult().User,
        });
        more?.Invoke(services);
    })
    {
        _sent = sent;
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
    }

    /// <summary>Presses a button: its form goes out as it is filled in, and the page that answers is drawn anew.</summary>
    /// <param name="draw">Draws the page.</param>
    /// <param name="typed">By the names of the fields: instead of what stands in them.</param>
    public Task<IRenderedComponent<TPage>> PressAsync<TPage>(
        Func<IRenderedComponent<TPage>> draw, string button, params (string Name, string Value)[] typed) where TPage : class, IComponent =>
        PressAsync(draw, page => page.FindButton(button), typed);

    public async Task<IRenderedComponent<TPage>> PressAsync<TPage>(
        Func<IRenderedComponent<TPage>> draw, Func<IRenderedComponent<IComponent>, IElement> button, params (string Name, string Value)[] typed)
        where TPage : class, IComponent
    {
        var page = draw();
        var pressed = button(page);
        var forms = page.FindAll("form[method=post]").ToList();
        var index = forms.FindIndex(form => form.Contains(pressed));
        forms[index].QuerySelector($"input[name={Token}]").ShouldNotBeNull("the server refuses a form without it");
        _sent.Fields = FieldsOf(forms[index], pressed).Where(field => typed.All(other => other.Name != field.Name)).Concat(typed)
            .ToLookup(field => field.Name, field => field.Value);
        var answer = draw();
        await answer.FindAll("form[method=post]")[index].SubmitAsync();
        _sent.Fields = SentForm.Nothing;
        return answer;
    }

    /// <summary>What a browser sends: the fields that have a name, of the boxes those that are ticked, and the button.</summary>
    private static IEnumerable<(string Name, string Value)> FieldsOf(IElement form, IElement pressed)
    {
        var inputs = form.QuerySelectorAll("input[name]").OfType<IHtmlInputElement>()
            .Where(input => input.Type != "checkbox" || input.IsChecked).Select(input => (input.Name!, input.Value));
        var selects = form.QuerySelectorAll("select[name]").OfType<IHtmlSelectElement>().Select(select => (select.Name!, select.Value ?? ""));
        var button = pressed.GetAttribute("name") is { } name ? [(name, pressed.GetAttribute("value") ?? "")] : Array.Empty<(string, string)>();
        return inputs.Concat(selects).Concat(button);
    }

    /// <summary>Fills what is marked with [SupplyParameterFromForm], by the rules of names that ASP.NET Core has.</summary>
    private sealed class SentForm : IFormValueMapper
    {
        public static readonly ILookup<string, string> Nothing = Array.Empty<string>().ToLookup(field => field);

        public ILookup<string, string> Fields { get; set; } = Nothing;

        public bool CanMap(Type valueType, string scopeName, string? formName) => true;

        public void Map(FormValueMappingContext context) => context.SetResult(Read(context.ValueType, context.ParameterName));

        /// <summary>Null where nothing of it was sent.</summary>
        private object? Read(Type type, string name)
        {
            var values = Fields[name].ToList();
            if (type == typeof(List<string>))
            {
                return values.Count > 0 ? values : null;
            }

            if (type == typeof(string) || type.IsValueType)
            {
                return values.Count > 0 ? System.ComponentModel.TypeDescriptor.GetConverter(type).ConvertFromInvariantString(values[^1]) : null;
            }

            var sent = type.GetProperties().Where(property => property.CanWrite)
                .Select(property => (Property: property, Value: Read(property.PropertyType, $"{name}.{property.Name}")))
                .Where(field => field.Value is not null).ToList();
            var form = sent.Count > 0 ? Activator.CreateInstance(type) : null;
            sent.ForEach(field => field.Property.SetValue(form, field.Value));
            return form;
        }
    }

    private sealed class Antiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken GetAntiforgeryToken() => new("of the test", Token);
    }
}
