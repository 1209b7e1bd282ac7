using System.ComponentModel.DataAnnotations;

namespace BlogBlazor.Components;

public static class SiteAddress
{
    /// <summary>Where it was asked: on its own pages a blog needs to know no address of its own.</summary>
    public static Uri Of(HttpRequest request) => new($"{request.Scheme}://{request.Host}/");
}

/// <summary>Where readers find the site, for what leaves it without having been asked for: mails and pushes.</summary>
public sealed class SiteAddressOptions : IValidatableObject
{
    public const string SectionName = "Site";

    public string? Address { get; init; }

    /// <summary>An address of this site; its path where it is not known where that is.</summary>
    public string Whole(string path) => Address is null ? path : new Uri(new Uri(Address), path).AbsoluteUri;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is not null && !(Uri.TryCreate(Address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            yield return new ValidationResult("Site:Address must be a whole address, as in 'https://blog.example.org'.");
        }
    }
}
