/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What data/kernel/datacard.py found out about one file: how to load it, its columns, and its faults. */

#define SP_DATA_CARD_MIME "application/vnd.sandpiper.datacard+json"

typedef enum
{
  SP_COLUMN_TEXT,
  SP_COLUMN_NUMBER,
  SP_COLUMN_DATE,
  SP_COLUMN_BOOLEAN,
  SP_COLUMN_EMPTY,
} SpColumnType;

typedef enum
{
  SP_FAULT_OTHER,
  SP_FAULT_MISSING,
  SP_FAULT_MIXED,
  SP_FAULT_TEXT_NUMBERS,       /* numbers written with currency signs, per cent signs or separators */
  SP_FAULT_SPREADSHEET_DATES,  /* numbers that look like the serial numbers of dates */
  SP_FAULT_LEADING_ZEROS,
  SP_FAULT_SPACES,
} SpFaultKind;

typedef struct
{
  SpFaultKind  kind;
  char        *text;       /* in words */
  gint64       count;
  double       low;        /* of spreadsheet dates: the smallest and the largest of them */
  double       high;
} SpFault;

typedef struct
{
  char         *name;
  SpColumnType  type;
  gboolean      whole;         /* numbers without decimals */
  gint64        n_missing;
  gint64        n_unique;
  GPtrArray    *values;        /* of char: the different values, most frequent first; bounded */
  GArray       *counts;        /* of gint64: how often each of them stands there */
  gboolean      values_complete;
  gboolean      has_range;
  double        min;
  double        max;
  char         *first;         /* (nullable) of dates: the earliest and the latest, ISO */
  char         *last;
  gboolean      day_first;
  char         *decimal;       /* (nullable) of numbers as text: their decimal sign */
  GPtrArray    *faults;        /* of SpFault */
} SpDataColumn;

typedef struct
{
  char      *file;
  char      *format;           /* csv, xlsx, json, ndjson */
  char      *error;            /* (nullable) why the file cannot be read as a table */
  char      *encoding;         /* (nullable) */
  char      *sep;              /* (nullable) */
  char      *quote;            /* (nullable) */
  char      *decimal;          /* (nullable) */
  char      *thousands;        /* (nullable) */
  char      *sheet;            /* (nullable) */
  char      *record_path;      /* (nullable) the member of a JSON file that holds the records */
  char      *layout;           /* (nullable) of JSON that is no list of records: columns, index, rows, single */
  gboolean   has_header;
  int        skip_rows;        /* lines before the header */
  gboolean   skip_bad_lines;
  gint64     n_rows;
  GPtrArray *columns;          /* of SpDataColumn */
  GPtrArray *faults;           /* of SpFault */
} SpDataCard;

SpDataCard   *sp_data_card_from_json   (JsonObject        *object,
                                        GError           **error);
GPtrArray    *sp_data_card_list        (JsonNode          *bundles);
SpDataCard   *sp_data_card_copy        (const SpDataCard  *self);
void          sp_data_card_free        (SpDataCard        *self);
SpDataColumn *sp_data_card_get_column  (const SpDataCard  *self,
                                        const char        *name);
SpDataColumn *sp_data_card_get_label   (const SpDataCard  *self);
SpFault      *sp_data_column_get_fault (const SpDataColumn *self,
                                        SpFaultKind        kind);
gint64        sp_data_column_count_of  (const SpDataColumn *self,
                                        const char        *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpDataCard, sp_data_card_free)

G_END_DECLS
