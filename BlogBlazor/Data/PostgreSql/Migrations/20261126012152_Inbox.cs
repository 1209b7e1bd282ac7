using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace BlogBlazor.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Inbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "ArchivedAt",
                table: "Notifications",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Count",
                table: "Notifications",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "Group",
                table: "Notifications",
                type: "character varying(140)",
                maxLength: 140,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<bool>(
                name: "IsHidden",
                table: "Notifications",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "SnoozedUntil",
                table: "Notifications",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Title",
                table: "Notifications",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<DateTime>(
                name: "EmailDueAt",
                table: "Inboxes",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EmailedUpTo",
                table: "Inboxes",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTime>(
                name: "PushDueAt",
                table: "Inboxes",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PushedUpTo",
                table: "Inboxes",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "SeenUpTo",
                table: "Inboxes",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "Follows",
                columns: table => new
                {
                    UserId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Subject = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false, collation: "C"),
                    IsMuted = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Follows", x => new { x.UserId, x.Subject });
                });

            migrationBuilder.CreateTable(
                name: "NotificationPreferences",
                columns: table => new
                {
                    UserId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    Channels = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NotificationPreferences", x => new { x.UserId, x.Kind });
                });

            migrationBuilder.CreateTable(
                name: "NotificationSettings",
                columns: table => new
                {
                    UserId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    TimeZone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    QuietUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    QuietFrom = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    QuietTo = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    HasPush = table.Column<bool>(type: "boolean", nullable: false),
                    EmailFrequency = table.Column<int>(type: "integer", nullable: false),
                    EmailAt = table.Column<TimeOnly>(type: "time without time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NotificationSettings", x => x.UserId);
                });

            migrationBuilder.CreateTable(
                name: "PendingFanOuts",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true, collation: "C"),
                    Subject = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false, collation: "C"),
                    Link = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false, collation: "C"),
                    Title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Text = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true, collation: "C"),
                    Audience = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "C"),
                    AfterUserId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Actor_DisplayName = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Actor_Handle = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Actor_Id = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PendingFanOuts", x => x.Id);
                });

            // Who is blocked is muted.
            migrationBuilder.Sql(
                """
                INSERT INTO "Follows" ("UserId", "Subject", "IsMuted", "CreatedAt")
                SELECT "BlockerId", 'users/' || "BlockedId", TRUE, "CreatedAt" FROM "UserBlocks"
                """);

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_Archived",
                table: "Notifications",
                columns: new[] { "RecipientId", "Sequence" },
                filter: "\"ArchivedAt\" IS NOT NULL AND \"RetractedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_Group",
                table: "Notifications",
                columns: new[] { "RecipientId", "Group", "Sequence" },
                filter: "\"ArchivedAt\" IS NULL AND \"RetractedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_Kind",
                table: "Notifications",
                columns: new[] { "RecipientId", "Kind", "Sequence" },
                filter: "\"ArchivedAt\" IS NULL AND \"RetractedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_Shown",
                table: "Notifications",
                columns: new[] { "RecipientId", "Sequence" },
                filter: "\"ArchivedAt\" IS NULL AND \"RetractedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_SnoozedUntil",
                table: "Notifications",
                column: "SnoozedUntil",
                filter: "\"SnoozedUntil\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Inboxes_EmailDueAt",
                table: "Inboxes",
                column: "EmailDueAt",
                filter: "\"EmailDueAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Inboxes_PushDueAt",
                table: "Inboxes",
                column: "PushDueAt",
                filter: "\"PushDueAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Follows_Subject_UserId",
                table: "Follows",
                columns: new[] { "Subject", "UserId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Follows");

            migrationBuilder.DropTable(
                name: "NotificationPreferences");

            migrationBuilder.DropTable(
                name: "NotificationSettings");

            migrationBuilder.DropTable(
                name: "PendingFanOuts");

            migrationBuilder.DropIndex(
                name: "IX_Notifications_Archived",
                table: "Notifications");

            migrationBuilder.DropIndex(
                name: "IX_Notifications_Group",
                table: "Notifications");

            migrationBuilder.DropIndex(
                name: "IX_Notifications_Kind",
                table: "Notifications");

            migrationBuilder.DropIndex(
                name: "IX_Notifications_Shown",
                table: "Notifications");

            migrationBuilder.DropIndex(
                name: "IX_Notifications_SnoozedUntil",
                table: "Notifications");

            migrationBuilder.DropIndex(
                name: "IX_Inboxes_EmailDueAt",
                table: "Inboxes");

            migrationBuilder.DropIndex(
                name: "IX_Inboxes_PushDueAt",
                table: "Inboxes");

            migrationBuilder.DropColumn(
                name: "ArchivedAt",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "Count",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "Group",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "IsHidden",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "SnoozedUntil",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "Title",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "EmailDueAt",
                table: "Inboxes");

            migrationBuilder.DropColumn(
                name: "EmailedUpTo",
                table: "Inboxes");

            migrationBuilder.DropColumn(
                name: "PushDueAt",
                table: "Inboxes");

            migrationBuilder.DropColumn(
                name: "PushedUpTo",
                table: "Inboxes");

            migrationBuilder.DropColumn(
                name: "SeenUpTo",
                table: "Inboxes");
        }
    }
}
