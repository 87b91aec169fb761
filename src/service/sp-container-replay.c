/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-container-private.h"

#include <string.h>

#include "base/sp-json.h"
#include "base/sp-str.h"
#include "service/sp-service-error.h"

/* SpContainer: running the cells of its log again, so that a session that is gone
 * comes back. All of them go into the queue at once, so that a cell that a turn
 * brings meanwhile finds the variables it expects. What is run again is not
 * logged again; files that come out the same stay as they are. */

#define MAX_TITLE 80

typedef enum { REPLAY_RUNNING, REPLAY_DONE, REPLAY_STOPPED, REPLAY_FAILED } ReplayStatus;

struct _SpReplay
{
  grefcount     refs;
  ReplayStatus  status;
  GPtrArray    *cells;        /* of JsonObject: rows of the log */
  JsonArray    *results;      /* of what is done */
  GCancellable *cancellable;
  char         *message;      /* (nullable) why it failed, in words */
  guint         n_ended;      /* left the queue, run or not */
};

static SpReplay *
replay_ref (SpReplay *replay)
{
  g_ref_count_inc (&replay->refs);

  return replay;
}

/**
 * _sp_replay_unref:
 * @replay: (transfer full): a replay
 *
 * Lets go of it.
 */
void
_sp_replay_unref (SpReplay *replay)
{
  if (!g_ref_count_dec (&replay->refs))
    return;

  g_clear_pointer (&replay->cells, g_ptr_array_unref);
  g_clear_pointer (&replay->results, json_array_unref);
  g_clear_object (&replay->cancellable);
  g_clear_pointer (&replay->message, g_free);
  g_free (replay); /* the struct itself, in its own free function */
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpReplay, _sp_replay_unref)

/**
 * _sp_replay_is_running:
 * @replay: a replay
 *
 * Returns: whether it has cells to run yet
 */
gboolean
_sp_replay_is_running (SpReplay *replay)
{
  return replay->status == REPLAY_RUNNING;
}

/**
 * _sp_replay_describe:
 * @replay: a replay
 *
 * Returns: (transfer full): how far it is: {status, n_cells, n_done, cells: [{title, outcome, change?, elapsed}], message?}
 */
JsonObject *
_sp_replay_describe (SpReplay *replay)
{
  static const char *const names[] = { "running", "done", "stopped", "failed" };
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "status", names[replay->status]);
  json_object_set_int_member (object, "n_cells", replay->cells->len);
  json_object_set_int_member (object, "n_done", json_array_get_length (replay->results));
  json_object_set_array_member (object, "cells", json_array_ref (replay->results));
  if (replay->message != NULL)
    json_object_set_string_member (object, "message", replay->message);

  return object;
}

/**
 * _sp_container_hash_output:
 * @cell: what a cell did
 *
 * Addresses of objects and the numbers of cells are other ones each time, so they are left out.
 *
 * Returns: (transfer full): a hash by which two outputs can be compared
 */
char *
_sp_container_hash_output (SpCell *cell)
{
  g_autoptr(GRegex) regex = g_regex_new ("0x[0-9a-fA-F]+|<cell [0-9]+>", G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr(JsonNode) node = json_node_init_array (json_node_alloc (), cell->displays);
  g_autofree char *displays = sp_json_to_string (node);
  g_autofree char *all = g_strconcat (cell->text, "\n", displays, NULL);
  g_autofree char *same = g_regex_replace_literal (regex, all, -1, 0, "", G_REGEX_MATCH_DEFAULT, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, same != NULL ? same : all, -1);
}

/* Whether a file that the cell names is another one than it was. */
static gboolean
has_other_inputs (SpContainer *self,
                  JsonObject  *logged)
{
  JsonObject *reads = sp_json_peek_object (logged, "reads");
  g_autoptr(GList) names = reads != NULL ? json_object_get_members (reads) : NULL;

  for (GList *link = names; link != NULL; link = link->next)
    if (g_strcmp0 (g_hash_table_lookup (self->inside, link->data),
                   sp_json_peek_string (reads, link->data, "")) != 0)
      return TRUE;

  return FALSE;
}

/* What is different from the first time, or %NULL. */
static const char *
find_change (SpContainer *self,
             JsonObject  *logged,
             SpCell      *cell)
{
  const char *output = sp_json_peek_string (logged, "output", NULL);
  g_autofree char *now = _sp_container_hash_output (cell);

  if (cell->outcome != SP_OUTCOME_OK)
    return "outcome";
  if (output != NULL && strcmp (output, now) != 0)
    return has_other_inputs (self, logged) ? "files" : "output";

  return NULL;
}

static char *
dup_title (JsonObject *logged)
{
  const char *code = sp_json_peek_string (logged, "code", "");
  g_autofree char *line = NULL;

  while (g_ascii_isspace (*code))
    code++;
  line = g_strndup (code, strcspn (code, "\n"));

  return sp_str_ellipsize (line, MAX_TITLE);
}

static void
add_result (SpContainer *self,
            SpReplay    *replay,
            SpCell      *cell)
{
  JsonObject *logged = g_ptr_array_index (replay->cells, json_array_get_length (replay->results));
  JsonObject *result = json_object_new ();
  const char *change = find_change (self, logged, cell);
  g_autofree char *title = dup_title (logged);

  json_object_set_string_member (result, "title", title);
  json_object_set_string_member (result, "outcome", sp_outcome_to_string (cell->outcome));
  json_object_set_double_member (result, "elapsed", cell->elapsed);
  if (change != NULL)
    json_object_set_string_member (result, "change", change);
  json_array_add_object_element (replay->results, result);
}

static void
fail_replay (SpReplay   *replay,
             const char *message)
{
  if (replay->status != REPLAY_RUNNING)
    return;

  replay->status = REPLAY_FAILED;
  replay->message = g_strdup (message);
  g_cancellable_cancel (replay->cancellable);
}

static void
replayed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(SpReplay) replay = user_data;
  SpContainer *self = SP_CONTAINER (source);
  g_autoptr(SpCellReport) report = NULL;
  g_autoptr(GError) error = NULL;

  report = g_task_propagate_pointer (G_TASK (result), &error);
  replay->n_ended++;
  if (replay->status == REPLAY_RUNNING && report != NULL && !g_cancellable_is_cancelled (replay->cancellable))
    {
      add_result (self, replay, report->cell);
      if (report->cell->outcome == SP_OUTCOME_DIED)
        fail_replay (replay, "The session ended in the middle: this cell took it down. The cells before it are lost, too.");
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail_replay (replay, error->message);

  if (replay->n_ended < replay->cells->len || replay->status == REPLAY_FAILED)
    return;

  replay->status = json_array_get_length (replay->results) == replay->cells->len ? REPLAY_DONE : REPLAY_STOPPED;
  if (replay->status == REPLAY_DONE)
    self->forgotten = FALSE;
}

static gboolean
is_replayable (JsonObject *logged)
{
  return g_str_equal (sp_json_peek_string (logged, "outcome", ""), "ok");
}

/**
 * sp_container_begin_replay:
 * @self: a container
 * @error: set to %SP_SERVICE_ERROR_CONFLICT while cells run or when there is nothing to run again
 *
 * Begins a session and runs the cells of the log in it that were successful, in their order. How far it is stands in
 * sp_container_dup_session(). A cell that fails now is noted; the others are still run.
 *
 * Returns: whether it has begun
 */
gboolean
sp_container_begin_replay (SpContainer  *self,
                           GError      **error)
{
  g_autoptr(GPtrArray) cells = NULL;
  SpReplay *replay;

  g_return_val_if_fail (SP_IS_CONTAINER (self), FALSE);

  cells = sp_store_load_cells (self->store, self->id, error);
  if (cells == NULL)
    return FALSE;
  for (guint i = cells->len; i > 0; i--)
    if (!is_replayable (g_ptr_array_index (cells, i - 1)))
      g_ptr_array_remove_index (cells, i - 1);
  if (cells->len == 0)
    {
      sp_service_error_set (error, SP_SERVICE_ERROR_CONFLICT, "nothing_to_replay", NULL,
                            "No cell has run to its end here yet, so there is nothing to run again.");
      return FALSE;
    }
  if (!sp_container_end_session (self, error))
    return FALSE;

  self->forgotten = TRUE;
  replay = g_new0 (SpReplay, 1);
  g_ref_count_init (&replay->refs);
  replay->cells = g_steal_pointer (&cells);
  replay->results = json_array_new ();
  replay->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->replay, _sp_replay_unref);
  self->replay = replay;

  for (guint i = 0; i < replay->cells->len; i++)
    {
      g_autoptr(GTask) task = g_task_new (self, replay->cancellable, replayed_cb, replay_ref (replay));

      g_task_set_source_tag (task, sp_container_begin_replay);
      _sp_container_push (self, SP_CONTAINER_REPLAY,
                          sp_json_peek_string (g_ptr_array_index (replay->cells, i), "code", ""), NULL, task);
    }

  return TRUE;
}

/**
 * sp_container_stop_replay:
 * @self: a container
 *
 * Interrupts the cell that is run again, and runs no more of them. Does nothing when none runs.
 */
void
sp_container_stop_replay (SpContainer *self)
{
  g_return_if_fail (SP_IS_CONTAINER (self));

  if (self->replay != NULL && self->replay->status == REPLAY_RUNNING)
    g_cancellable_cancel (self->replay->cancellable);
}
