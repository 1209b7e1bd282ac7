using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlogBlazor.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Reading : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_PostTag_TagsId",
                table: "PostTag");

            migrationBuilder.AddColumn<DateTime>(
                name: "PublishedAt",
                table: "PostTag",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "CommentCount",
                table: "Posts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_PostTag_TagsId_PublishedAt_PostId",
                table: "PostTag",
                columns: new[] { "TagsId", "PublishedAt", "PostId" });

            migrationBuilder.Sql(
                """
                UPDATE "Posts" SET "CommentCount" = (SELECT COUNT(*) FROM "Comments" WHERE "PostId" = "Posts"."Id" AND "DeletedAt" IS NULL)
                """);
            migrationBuilder.CreateReaderIndexes();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropReaderIndexes();
            migrationBuilder.DropIndex(
                name: "IX_PostTag_TagsId_PublishedAt_PostId",
                table: "PostTag");

            migrationBuilder.DropColumn(
                name: "PublishedAt",
                table: "PostTag");

            migrationBuilder.DropColumn(
                name: "CommentCount",
                table: "Posts");

            migrationBuilder.CreateIndex(
                name: "IX_PostTag_TagsId",
                table: "PostTag",
                column: "TagsId");
        }
    }
}
