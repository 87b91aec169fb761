/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What we know of files by their names: the types that code interpreters accept (the table that all of the system's
 * source documents share), the MIME type that each is sent with, and what kind of thing it is to a person. */

#include "config.h"

#include "base/sp-file-type.h"

#include <string.h>

typedef struct
{
  const char *suffix;
  const char *mime_type;
  SpFileKind  kind;
  gboolean    supported;  /* may be attached; the others are only made or shown */
} FileType;

#define OFFICE "application/vnd.openxmlformats-officedocument."

/* Sorted by suffix. */
static const FileType file_types[] = {
  { "bmp",  "image/bmp",                                  SP_FILE_KIND_IMAGE,    FALSE },
  { "c",    "text/x-c",                                   SP_FILE_KIND_CODE,     TRUE },
  { "cpp",  "text/x-c++",                                 SP_FILE_KIND_CODE,     TRUE },
  { "css",  "text/css",                                   SP_FILE_KIND_CODE,     TRUE },
  { "csv",  "application/csv",                            SP_FILE_KIND_TABLE,    TRUE },
  { "docx", OFFICE "wordprocessingml.document",           SP_FILE_KIND_DOCUMENT, TRUE },
  { "gif",  "image/gif",                                  SP_FILE_KIND_IMAGE,    TRUE },
  { "htm",  "text/html",                                  SP_FILE_KIND_TEXT,     FALSE },
  { "html", "text/html",                                  SP_FILE_KIND_TEXT,     TRUE },
  { "java", "text/x-java",                                SP_FILE_KIND_CODE,     TRUE },
  { "jpeg", "image/jpeg",                                 SP_FILE_KIND_IMAGE,    TRUE },
  { "jpg",  "image/jpeg",                                 SP_FILE_KIND_IMAGE,    TRUE },
  { "js",   "text/javascript",                            SP_FILE_KIND_CODE,     TRUE },
  { "json", "application/json",                           SP_FILE_KIND_TEXT,     TRUE },
  { "log",  "text/plain",                                 SP_FILE_KIND_TEXT,     FALSE },
  { "md",   "text/markdown",                              SP_FILE_KIND_TEXT,     TRUE },
  { "pdf",  "application/pdf",                            SP_FILE_KIND_DOCUMENT, TRUE },
  { "php",  "text/x-php",                                 SP_FILE_KIND_CODE,     TRUE },
  { "png",  "image/png",                                  SP_FILE_KIND_IMAGE,    TRUE },
  { "pptx", OFFICE "presentationml.presentation",         SP_FILE_KIND_DOCUMENT, TRUE },
  { "py",   "text/x-python",                              SP_FILE_KIND_CODE,     TRUE },
  { "rb",   "text/x-ruby",                                SP_FILE_KIND_CODE,     TRUE },
  { "svg",  "image/svg+xml",                              SP_FILE_KIND_IMAGE,    FALSE },
  { "tar",  "application/x-tar",                          SP_FILE_KIND_ARCHIVE,  TRUE },
  { "tex",  "text/x-tex",                                 SP_FILE_KIND_TEXT,     TRUE },
  { "ts",   "application/typescript",                     SP_FILE_KIND_CODE,     TRUE },
  { "tsv",  "text/tab-separated-values",                  SP_FILE_KIND_TABLE,    FALSE },
  { "txt",  "text/plain",                                 SP_FILE_KIND_TEXT,     TRUE },
  { "webp", "image/webp",                                 SP_FILE_KIND_IMAGE,    FALSE },
  { "xlsx", OFFICE "spreadsheetml.sheet",                 SP_FILE_KIND_SHEET,    TRUE },
  { "xml",  "application/xml",                            SP_FILE_KIND_TEXT,     TRUE },
  { "zip",  "application/zip",                            SP_FILE_KIND_ARCHIVE,  TRUE },
};

#undef OFFICE

static const FileType *
find_file_type (const char *filename)
{
  const char *dot = strrchr (filename, '.');

  if (dot == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (file_types); i++)
    if (g_ascii_strcasecmp (file_types[i].suffix, dot + 1) == 0)
      return &file_types[i];

  return NULL;
}

/**
 * sp_file_type_get_mime:
 * @filename: a name; only what follows its last dot counts
 *
 * The MIME type that a file of this name is uploaded with, from the table "Supported file types" of the code
 * interpreter's documentation.
 *
 * Returns: (transfer none): a MIME type, "application/octet-stream" when the name tells nothing
 */
const char *
sp_file_type_get_mime (const char *filename)
{
  const FileType *type;

  g_return_val_if_fail (filename != NULL, NULL);

  type = find_file_type (filename);
  return type != NULL ? type->mime_type : "application/octet-stream";
}

/**
 * sp_file_type_is_supported:
 * @filename: a name
 *
 * Returns: whether every code interpreter service documents that it takes files of this type
 */
gboolean
sp_file_type_is_supported (const char *filename)
{
  const FileType *type;

  g_return_val_if_fail (filename != NULL, FALSE);

  type = find_file_type (filename);
  return type != NULL && type->supported;
}

/**
 * sp_file_type_get_kind:
 * @filename: a name
 *
 * Returns: what a person would call it
 */
SpFileKind
sp_file_type_get_kind (const char *filename)
{
  const FileType *type;

  g_return_val_if_fail (filename != NULL, SP_FILE_KIND_OTHER);

  type = find_file_type (filename);
  return type != NULL ? type->kind : SP_FILE_KIND_OTHER;
}

/**
 * sp_file_type_get_icon_name:
 * @filename: a name
 *
 * Returns: (transfer none): a symbolic icon of the freedesktop naming specification
 */
const char *
sp_file_type_get_icon_name (const char *filename)
{
  static const char *const icons[] = {
    [SP_FILE_KIND_OTHER] = "text-x-generic-symbolic",
    [SP_FILE_KIND_TABLE] = "x-office-spreadsheet-symbolic",
    [SP_FILE_KIND_SHEET] = "x-office-spreadsheet-symbolic",
    [SP_FILE_KIND_IMAGE] = "image-x-generic-symbolic",
    [SP_FILE_KIND_TEXT] = "text-x-generic-symbolic",
    [SP_FILE_KIND_CODE] = "text-x-script-symbolic",
    [SP_FILE_KIND_DOCUMENT] = "x-office-document-symbolic",
    [SP_FILE_KIND_ARCHIVE] = "package-x-generic-symbolic",
  };

  return icons[sp_file_type_get_kind (filename)];
}
