/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The most that one upload may hold (foundry-v2.md 6): 512 MB. */
#define SP_FILE_MAX_SIZE (G_GINT64_CONSTANT (512) * 1024 * 1024)

typedef enum
{
  SP_FILE_KIND_OTHER,
  SP_FILE_KIND_TABLE,     /* delimited text: .csv .tsv */
  SP_FILE_KIND_SHEET,     /* .xlsx */
  SP_FILE_KIND_IMAGE,
  SP_FILE_KIND_TEXT,      /* plain text, Markdown, data as text */
  SP_FILE_KIND_CODE,
  SP_FILE_KIND_DOCUMENT,  /* .docx .pdf .pptx */
  SP_FILE_KIND_ARCHIVE,
} SpFileKind;

const char *sp_file_type_get_mime      (const char *filename);
gboolean    sp_file_type_is_supported  (const char *filename);
SpFileKind  sp_file_type_get_kind      (const char *filename);
const char *sp_file_type_get_icon_name (const char *filename);

G_END_DECLS
