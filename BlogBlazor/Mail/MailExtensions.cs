using BlogBlazor.Components;
using Microsoft.Extensions.Options;

namespace BlogBlazor.Mail;

public static class MailExtensions
{
    public static void AddMail(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<MailOptions>()
            .BindConfiguration(MailOptions.SectionName)
            .ValidateDataAnnotations()
            .Validate<IOptions<SiteAddressOptions>>(
                (mail, site) => !mail.IsOn || site.Value.Address is not null,
                "Site:Address must be the address that readers see, as in 'https://blog.example.org', since Email:Smtp:Host is set: links in mails need it.");
        builder.Services.AddSingleton<Mailer>();
    }
}
