using BlogBlazor.Data;
using BlogBlazor.Data.PostgreSql;
using BlogBlazor.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;
using Quartz;

namespace BlogBlazor.Scheduling;

/// <summary>
/// Work that is done regularly by one instance for all, by Quartz: when it was done and who is at it stands in the blog's
/// own database, in tables that Quartz makes and that are no part of the model.
/// </summary>
public static class SchedulingExtensions
{
    public static void AddScheduling(this IHostApplicationBuilder builder)
    {
        builder.Services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = "BlogBlazor";
                options.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs;
            });
            quartz.UseDefaultThreadPool(maxConcurrency: 4);
            quartz.UsePersistentStore(store =>
            {
                if (builder.Configuration.NamesPostgreSql())
                {
                    store.UsePostgres(NpgsqlFactory.Instance, PostgreSqlDatabase.ConnectionString(builder.Configuration));
                    store.UseClustering();
                }
                else
                {
                    store.UseSqlite(
                        SqliteFactory.Instance,
                        SqliteDatabase.Connection(builder.Configuration, builder.Environment.ContentRootPath).ConnectionString);
                }

                store.ProvisionSchema();
            });
        });
        builder.Services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }

    public static void AddRegularJob<TJob>(this IHostApplicationBuilder builder, TimeSpan interval) where TJob : RegularJob =>
        builder.Services.ConfigureAllQuartzSchedulers(quartz => quartz.ScheduleJob<TJob>(
            trigger => trigger.WithIdentity(typeof(TJob).Name).WithSimpleSchedule(interval)));
}
