/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reading of input items: what a caller may send becomes what is stored. */

/* Called for each file that an item brings; returns the name that it gets in the working folder, or NULL with an error. */
typedef char * (*SpInputFileFunc) (const char  *file_id,
                                   gpointer     user_data,
                                   GError     **error);

/* Called for a reference to an item that is stored. */
typedef JsonObject * (*SpInputItemFunc) (const char  *item_id,
                                         gpointer     user_data,
                                         GError     **error);

/* Whose items they are, which decides whether results of the service's own tools may be among them. */
typedef enum
{
  SP_INPUT_CONTINUES,  /* a turn of an agent or a conversation, which has its own record of them: no */
  SP_INPUT_REPLAYS,    /* a turn by itself, which the caller gives its whole history: yes */
  SP_INPUT_SEEDS,      /* items of a conversation: yes, and always an array */
} SpInputPurpose;

typedef struct
{
  SpInputFileFunc  file;
  SpInputItemFunc  item;
  gpointer         user_data;
  guint            seeding : 1;  /* a conversation is filled: items of tools are accepted */
} SpInputReader;

gboolean    sp_input_check (JsonNode            *input,
                            SpInputPurpose       purpose,
                            const char          *param,
                            GError             **error);
GPtrArray  *sp_input_read  (JsonNode            *input,
                            const SpInputReader *reader,
                            const char          *param,
                            GError             **error);

G_END_DECLS
