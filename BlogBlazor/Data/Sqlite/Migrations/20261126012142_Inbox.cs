using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlogBlazor.Data.Sqlite.Migrations
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Count",
                table: "Notifications",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "Group",
                table: "Notifications",
                type: "TEXT",
                maxLength: 140,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsHidden",
                table: "Notifications",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "SnoozedUntil",
                table: "Notifications",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Title",
                table: "Notifications",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "EmailDueAt",
                table: "Inboxes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EmailedUpTo",
                table: "Inboxes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTime>(
                name: "PushDueAt",
                table: "Inboxes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PushedUpTo",
                table: "Inboxes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "SeenUpTo",
                table: "Inboxes",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "Follows",
                columns: table => new
                {
                    UserId = table.Column<string>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    IsMuted = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Follows", x => new { x.UserId, x.Subject });
                });

            migrationBuilder.CreateTable(
                name: "NotificationPreferences",
                columns: table => new
                {
                    UserId = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Channels = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NotificationPreferences", x => new { x.UserId, x.Kind });
                });

            migrationBuilder.CreateTable(
                name: "NotificationSettings",
                columns: table => new
                {
                    UserId = table.Column<string>(type: "TEXT", nullable: false),
                    TimeZone = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    QuietUntil = table.Column<DateTime>(type: "TEXT", nullable: true),
                    QuietFrom = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    QuietTo = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    HasPush = table.Column<bool>(type: "INTEGER", nullable: false),
                    EmailFrequency = table.Column<int>(type: "INTEGER", nullable: false),
                    EmailAt = table.Column<TimeOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NotificationSettings", x => x.UserId);
                });

            migrationBuilder.CreateTable(
                name: "PendingFanOuts",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Link = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Text = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    Audience = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    AfterUserId = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Actor_DisplayName = table.Column<string>(type: "TEXT", nullable: true),
                    Actor_Handle = table.Column<string>(type: "TEXT", nullable: true),
                    Actor_Id = table.Column<string>(type: "TEXT", nullable: true)
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
