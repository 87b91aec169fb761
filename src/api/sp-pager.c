/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Lists that come in pages, in both forms of foundry-v2.md 8, collected to one array. */

#include "config.h"

#include "api/sp-pager.h"

#include <glib/gi18n.h>
#include <string.h>

#include "api/sp-api-error.h"
#include "base/sp-json.h"

/* A place that never says that it is done. */
#define MAX_PAGES 1000

typedef struct
{
  /* Input */
  char      *path;         /* (owned) */
  guint      max_entries;

  /* In progress */
  guint      n_pages;

  /* Output */
  GPtrArray *entries;      /* (owned): of JsonObject */
} Collect;

static void page_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data);

static void
collect_free (Collect *collect)
{
  g_clear_pointer (&collect->path, g_free);
  g_clear_pointer (&collect->entries, g_ptr_array_unref);
  g_free (collect);
}

static void
ask (GTask      *task,
     const char *path)
{
  SpHttp *http = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  sp_http_json_async (http, "GET", path, NULL, SP_HTTP_DEFAULT, cancellable, page_cb, task);
}

static guint
take_entries (Collect   *collect,
              JsonArray *data)
{
  guint length = data != NULL ? json_array_get_length (data) : 0;

  for (guint i = 0; i < length && collect->entries->len < collect->max_entries; i++)
    {
      JsonNode *node = json_array_get_element (data, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        g_ptr_array_add (collect->entries, json_object_ref (json_node_get_object (node)));
    }
  return length;
}

/* Where the next page is, or NULL. A link to another place would carry our token there: it is not followed. */
static char *
dup_next_path (SpHttp     *http,
               Collect    *collect,
               JsonObject *page,
               JsonArray  *data)
{
  const char *link = sp_json_peek_string (page, "nextLink", NULL);
  const char *base = sp_http_get_base_url (http);
  const char *last = sp_json_peek_string (page, "last_id", NULL);
  guint length = json_array_get_length (data);
  g_autofree char *escaped = NULL;

  if (link != NULL)
    return g_str_has_prefix (link, base) ? g_strdup (link + strlen (base)) : NULL;
  if (!sp_json_peek_boolean (page, "has_more", FALSE))
    return NULL;

  if (last == NULL && JSON_NODE_HOLDS_OBJECT (json_array_get_element (data, length - 1)))
    last = sp_json_peek_string (json_array_get_object_element (data, length - 1), "id", NULL);
  if (last == NULL)
    return NULL;
  escaped = g_uri_escape_string (last, NULL, FALSE);
  return g_strdup_printf ("%s%cafter=%s", collect->path, strchr (collect->path, '?') != NULL ? '&' : '?', escaped);
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpHttp *http = SP_HTTP (source);
  Collect *collect = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) page = sp_http_json_finish (http, result, &error);
  g_autofree char *next = NULL;
  JsonArray *data = NULL;

  if (page == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  data = sp_json_peek_array (page, "data");
  if (data == NULL)
    data = sp_json_peek_array (page, "value");
  if (data == NULL)
    {
      g_task_return_new_error (task, SP_API_ERROR, SP_API_ERROR_PROTOCOL,
                               _("The service gave an unreadable answer: %s"), _("a list was expected"));
      return;
    }

  if (take_entries (collect, data) > 0 && collect->entries->len < collect->max_entries
      && ++collect->n_pages < MAX_PAGES)
    next = dup_next_path (http, collect, page, data);
  if (next == NULL)
    g_task_return_pointer (task, g_steal_pointer (&collect->entries), (GDestroyNotify) g_ptr_array_unref);
  else
    ask (g_steal_pointer (&task), next);
}

/**
 * sp_pager_collect_async:
 * @http: the place
 * @path: the list, with its query but without "after"
 * @max_entries: stops when there are so many
 * @cancellable: (nullable): ends it with G_IO_ERROR_CANCELLED
 * @callback: called when the last page is there
 * @user_data: for @callback
 */
void
sp_pager_collect_async (SpHttp              *http,
                        const char          *path,
                        guint                max_entries,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Collect *collect = NULL;

  g_return_if_fail (SP_IS_HTTP (http));
  g_return_if_fail (path != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_pager_collect_async);
  collect = g_new0 (Collect, 1);
  collect->path = g_strdup (path);
  collect->max_entries = max_entries;
  collect->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_task_set_task_data (task, collect, (GDestroyNotify) collect_free);
  ask (g_steal_pointer (&task), path);
}

/**
 * sp_pager_collect_finish:
 *
 * Returns: (transfer full): an array of JsonObject, or %NULL with @error as of sp_http_json_finish()
 */
GPtrArray *
sp_pager_collect_finish (SpHttp        *http,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
