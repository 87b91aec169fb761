/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The sandbox of a conversation: its state with the time that is left, its variables, and what can be done with it.
 * Owned by an SpPane; main thread. It asks the service when it comes into view, when a turn begins or ends, and each
 * second while cells run; the seconds in between it counts by itself. Out of view it does nothing. */

#include "config.h"

#include "ui/sp-session-pane.h"

#include <glib/gi18n.h>

#include "ui/sp-grid-view.h"
#include "ui/sp-safe-text.h"

#define PAGE_ROWS 50

struct _SpSessionPane
{
  AdwBin           parent_instance;

  SpViewState     *view_state;     /* (owned) (nullable) */
  SpConversation  *conversation;   /* (owned) (nullable) */
  SpSessionState  *state;          /* (owned) (nullable): what was said last */
  GCancellable    *cancellable;    /* (owned): of all that is asked for this conversation */
  GSignalGroup    *signals;
  guint            tick_source;

  /* The table that is shown */
  char            *table_name;     /* (owned) (nullable) */
  gint64           table_offset;
  gint64           table_rows;

  GtkWidget       *buttons;
  GtkLabel        *error_label;
  GtkLabel        *facts_label;
  SpGridView      *grid_view;
  GtkWidget       *no_variables_label;
  GtkProgressBar  *replay_bar;
  GtkWidget       *replay_box;
  GtkWidget       *replay_button;
  GtkLabel        *replay_label;
  GtkLabel        *rows_label;
  GtkStack        *stack;
  GtkLabel        *status_label;
  GtkWidget       *stop_button;
  GtkLabel        *table_label;
  GtkWidget       *variables_box;
  GtkListBox      *variables_list;
  GtkLabel        *words_label;
};

enum
{
  PROP_0,
  PROP_VIEW_STATE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpSessionPane, sp_session_pane, ADW_TYPE_BIN)

static void sp_session_pane_refresh (SpSessionPane *self);
static void sp_session_pane_arm     (SpSessionPane *self);

static gint64
now_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
set_words (GtkLabel   *label,
           const char *words)
{
  gtk_label_set_text (label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (label), words != NULL && *words != '\0');
}

static const char *
get_title (SpSessionStatus status)
{
  switch (status)
    {
    case SP_SESSION_STATE_IDLE:
      return _("Session Ready");
    case SP_SESSION_STATE_BUSY:
      return _("Code Is Running");
    case SP_SESSION_STATE_REPLAYING:
      return _("Running Earlier Cells Again");
    case SP_SESSION_STATE_EXPIRED:
      return _("Session Has Ended");
    case SP_SESSION_STATE_NONE:
    default:
      return _("No Session Yet");
    }
}

static const char *
get_words (SpSessionState *state)
{
  if (state->status != SP_SESSION_STATE_EXPIRED)
    return NULL;
  if (state->n_replayable == 0)
    return _("Its variables are gone, its files are kept. The next question begins a new session with them.");

  return _("Its variables are gone, its files are kept. The next question begins a new session with them; run the "
           "earlier cells again to have the variables back, too.");
}

static void
append_duration (GString    *facts,
                 const char *format,
                 gint64      seconds)
{
  g_autofree char *time = NULL;

  seconds = MAX (seconds, 0);
  if (seconds >= 3600)
    time = g_strdup_printf ("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60), (int) (seconds % 60));
  else
    time = g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
  if (facts->len > 0)
    g_string_append_c (facts, '\n');
  g_string_append_printf (facts, "%s %s", format, time);
}

static void
append_usage (GString        *facts,
              SpSessionState *state)
{
  g_string_append_printf (facts, ngettext ("\n%u cell run", "\n%u cells run", state->n_cells), state->n_cells);
  if (state->memory >= 0)
    {
      g_autofree char *memory = g_format_size_full (state->memory, G_FORMAT_SIZE_IEC_UNITS);

      /* translators: %s is a size such as “120 MiB” */
      g_string_append_printf (facts, _(" · %s of memory"), memory);
    }
  /* translators: seconds that the processor has worked */
  g_string_append_printf (facts, _(" · %.1f s of computing"), state->cpu);
}

static void
sp_session_pane_show_facts (SpSessionPane *self)
{
  g_autoptr(GString) facts = g_string_new (NULL);
  g_autoptr(GDateTime) started = NULL;
  g_autofree char *clock = NULL;

  if (self->state->started == 0)
    {
      set_words (self->facts_label, NULL);
      return;
    }

  started = g_date_time_new_from_unix_local (self->state->started);
  clock = g_date_time_format (started, "%X");
  /* translators: %s is a time of day */
  g_string_append_printf (facts, _("Started at %s"), clock);
  append_usage (facts, self->state);
  if (self->state->status == SP_SESSION_STATE_IDLE)
    append_duration (facts, _("Ends when unused for"), self->state->idle_ends - now_seconds ());
  append_duration (facts, _("Ends at the latest in"), self->state->time_ends - now_seconds ());
  set_words (self->facts_label, facts->str);
}

static char *
dup_replay_words (SpSessionState *state)
{
  guint n_changed = g_strv_length (state->replay_changes);
  g_autoptr(GString) words = g_string_new (NULL);

  if (g_str_equal (state->replay_status, "running"))
    g_string_printf (words, _("%u of %u cells run again"), state->n_replay_done, state->n_replay_cells);
  else if (g_str_equal (state->replay_status, "done"))
    g_string_printf (words, ngettext ("%u cell was run again.", "%u cells were run again.", state->n_replay_cells),
                     state->n_replay_cells);
  else if (g_str_equal (state->replay_status, "stopped"))
    g_string_printf (words, _("Stopped after %u of %u cells."), state->n_replay_done, state->n_replay_cells);
  else
    g_string_append (words, state->replay_message != NULL ? state->replay_message
                                                          : _("The cells could not be run again."));

  if (n_changed > 0)
    {
      g_string_append_c (words, '\n');
      g_string_append_printf (words, ngettext ("%u cell came out otherwise than before:",
                                               "%u cells came out otherwise than before:", n_changed), n_changed);
    }
  for (guint i = 0; i < MIN (n_changed, 10); i++)
    {
      g_autofree char *safe = sp_safe_text_summary (state->replay_changes[i], 80);

      g_string_append_printf (words, "\n• %s", safe);
    }

  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
sp_session_pane_show_replay (SpSessionPane *self)
{
  SpSessionState *state = self->state;
  gboolean running = state->status == SP_SESSION_STATE_REPLAYING;
  g_autofree char *words = state->replay_status != NULL ? dup_replay_words (state) : NULL;

  gtk_widget_set_visible (self->replay_box, words != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->replay_bar), running);
  gtk_widget_set_visible (self->stop_button, running);
  gtk_widget_set_visible (self->replay_button, !running && state->n_replayable > 0);
  if (state->n_replay_cells > 0)
    gtk_progress_bar_set_fraction (self->replay_bar, state->n_replay_done / (double) state->n_replay_cells);
  set_words (self->replay_label, words);
}

/* The one place that says what can be done now. */
static void
sp_session_pane_update_actions (SpSessionPane *self)
{
  gboolean turn = self->conversation != NULL && sp_conversation_get_busy (self->conversation);
  SpSessionStatus status = self->state != NULL ? self->state->status : SP_SESSION_STATE_NONE;
  gboolean alive = status == SP_SESSION_STATE_IDLE;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "session.end", alive && !turn);
  gtk_widget_action_set_enabled (widget, "session.restart", alive && !turn);
  gtk_widget_action_set_enabled (widget, "session.replay", !turn && self->state != NULL && self->state->n_replayable > 0
                                 && (alive || status == SP_SESSION_STATE_EXPIRED));
  gtk_widget_action_set_enabled (widget, "session.stop-replay", status == SP_SESSION_STATE_REPLAYING);
  gtk_widget_action_set_enabled (widget, "session.earlier-rows", self->table_offset > 0);
  gtk_widget_action_set_enabled (widget, "session.later-rows", self->table_offset + PAGE_ROWS < self->table_rows);
}

static void
sp_session_pane_show_page (SpSessionPane *self)
{
  const char *page = self->state == NULL || self->state->status == SP_SESSION_STATE_NONE ? "empty"
                     : self->table_name != NULL ? "table" : "session";

  if (self->stack != NULL)
    gtk_stack_set_visible_child_name (self->stack, page);
}

static void
sp_session_pane_close_table (SpSessionPane *self)
{
  g_clear_pointer (&self->table_name, g_free);
  self->table_offset = self->table_rows = 0;
  sp_session_pane_show_page (self);
}

static void
sp_session_pane_fail (SpSessionPane *self,
                      const GError  *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stack == NULL)
    return;

  set_words (self->error_label, error->message);
  if (self->table_name != NULL)
    sp_session_pane_close_table (self);
}

/* The variables */

static void
variables_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(SpSessionPane) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) variables = sp_workspace_list_variables_finish (SP_WORKSPACE (source), result, &error);

  if (variables != NULL && self->stack != NULL)
    sp_session_pane_set_variables (self, variables);
  else if (error != NULL)
    sp_session_pane_fail (self, error);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  SpVariable *variable = item;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *details = sp_variable_dup_details (variable);
  g_autofree char *text = g_strconcat (details, "\n", sp_variable_get_preview (variable), NULL);
  g_autofree char *safe_name = sp_safe_text (sp_variable_get_name (variable), -1);
  g_autofree char *safe_text = sp_safe_text (text, -1);
  g_autofree char *title = g_markup_escape_text (safe_name, -1);
  g_autofree char *subtitle = g_markup_escape_text (safe_text, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), sp_variable_is_table (variable));
  if (sp_variable_is_table (variable))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_object_set_data_full (G_OBJECT (row), "sp-variable", g_object_ref (variable), g_object_unref);

  return row;
}

static void
show_rows (SpSessionPane *self,
           SpGrid        *grid)
{
  g_autofree char *words = NULL;
  gint64 last = self->table_offset + sp_grid_get_n_rows (grid);

  self->table_rows = sp_grid_get_total_rows (grid);
  /* translators: such as “Rows 51–100 of 2000” */
  words = g_strdup_printf (_("Rows %" G_GINT64_FORMAT "–%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT),
                           MIN (self->table_offset + 1, last), last, self->table_rows);
  set_words (self->rows_label, words);
  /* The grid would count the rows that are not here. */
  sp_grid_set_totals (grid, sp_grid_get_n_rows (grid), sp_grid_get_total_columns (grid));
  sp_grid_view_set_grid (self->grid_view, grid);
  gtk_label_set_text (self->table_label, self->table_name);
  sp_session_pane_update_actions (self);
  sp_session_pane_show_page (self);
}

static void
rows_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(SpSessionPane) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = sp_workspace_read_variable_finish (SP_WORKSPACE (source), result, &error);
  g_autoptr(SpGrid) grid = text != NULL ? sp_grid_new_from_json (text, &error) : NULL;

  if (error != NULL)
    sp_session_pane_fail (self, error);
  else if (grid != NULL && self->stack != NULL && self->table_name != NULL)
    show_rows (self, grid);
}

static void
sp_session_pane_read_rows (SpSessionPane *self,
                           gint64         offset)
{
  self->table_offset = MAX (offset, 0);
  sp_workspace_read_variable_async (sp_view_state_get_workspace (self->view_state), self->conversation,
                                    self->table_name, self->table_offset, PAGE_ROWS, self->cancellable,
                                    rows_cb, g_object_ref (self));
}

static void
row_activated_cb (SpSessionPane *self,
                  GtkListBoxRow *row)
{
  SpVariable *variable = g_object_get_data (G_OBJECT (row), "sp-variable");

  if (variable == NULL || self->conversation == NULL)
    return;

  g_free (g_steal_pointer (&self->table_name));
  self->table_name = g_strdup (sp_variable_get_name (variable));
  sp_session_pane_read_rows (self, 0);
}

static void
state_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(SpSessionPane) self = user_data;
  g_autoptr(GError) error = NULL;
  SpSessionState *state = sp_workspace_call_session_finish (SP_WORKSPACE (source), result, &error);

  if (state == NULL)
    {
      sp_session_pane_fail (self, error);
      return;
    }
  if (self->stack == NULL)
    {
      sp_session_state_free (state);
      return;
    }

  set_words (self->error_label, NULL);
  sp_session_pane_take_state (self, state);
  if (state->status == SP_SESSION_STATE_IDLE)
    sp_workspace_list_variables_async (SP_WORKSPACE (source), self->conversation, self->cancellable, variables_cb,
                                       g_object_ref (self));
}

static void
sp_session_pane_call (SpSessionPane *self,
                      SpSessionCall  call)
{
  if (self->conversation == NULL || sp_conversation_get_container_id (self->conversation) == NULL)
    {
      sp_session_pane_take_state (self, NULL);
      return;
    }

  sp_workspace_call_session_async (sp_view_state_get_workspace (self->view_state), self->conversation, call,
                                   self->cancellable, state_cb, g_object_ref (self));
}

static void
sp_session_pane_refresh (SpSessionPane *self)
{
  sp_session_pane_update_actions (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    sp_session_pane_call (self, SP_SESSION_CALL_STATE);
}

static gboolean
tick_cb (gpointer user_data)
{
  SpSessionPane *self = user_data;

  self->tick_source = 0;
  if (self->state->status != SP_SESSION_STATE_IDLE
      || MIN (self->state->idle_ends, self->state->time_ends) < now_seconds ())
    {
      sp_session_pane_refresh (self);
      return G_SOURCE_REMOVE;
    }

  sp_session_pane_show_facts (self);
  sp_session_pane_arm (self);

  return G_SOURCE_REMOVE;
}

static void
sp_session_pane_arm (SpSessionPane *self)
{
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->state != NULL && self->state->started > 0)
    self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
}

static void
conversation_cb (SpSessionPane *self)
{
  SpConversation *conversation = self->view_state != NULL ? sp_view_state_get_conversation (self->view_state) : NULL;

  if (!g_set_object (&self->conversation, conversation))
    return;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (g_steal_pointer (&self->cancellable));
  self->cancellable = g_cancellable_new ();
  g_signal_group_set_target (self->signals, conversation);
  sp_session_pane_close_table (self);
  sp_session_pane_take_state (self, NULL);
  sp_session_pane_refresh (self);
}

/* Actions */

static void
replay_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  sp_session_pane_call (SP_SESSION_PANE (widget), SP_SESSION_CALL_REPLAY);
}

static void
stop_replay_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  sp_session_pane_call (SP_SESSION_PANE (widget), SP_SESSION_CALL_STOP_REPLAY);
}

static void
close_table_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  sp_session_pane_close_table (SP_SESSION_PANE (widget));
}

static void
page_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  SpSessionPane *self = SP_SESSION_PANE (widget);
  int direction = g_str_equal (action_name, "session.later-rows") ? 1 : -1;

  if (self->table_name != NULL && self->conversation != NULL)
    sp_session_pane_read_rows (self, self->table_offset + direction * PAGE_ROWS);
}

static void
restart_cb (SpSessionPane *self)
{
  sp_session_pane_call (self, SP_SESSION_CALL_RESTART);
}

static void
end_cb (SpSessionPane *self)
{
  sp_session_pane_call (self, SP_SESSION_CALL_END);
}

static void
sp_session_pane_confirm (SpSessionPane *self,
                         const char    *heading,
                         const char    *verb,
                         GCallback      confirmed)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading,
                                              _("The variables of this session go. Its files stay, and earlier cells "
                                                "can be run again."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "go", verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response::go", confirmed, self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
restart_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  sp_session_pane_confirm (SP_SESSION_PANE (widget), _("Restart the Session?"), _("_Restart"), G_CALLBACK (restart_cb));
}

static void
end_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  sp_session_pane_confirm (SP_SESSION_PANE (widget), _("End the Session?"), _("_End Session"), G_CALLBACK (end_cb));
}

static void
sp_session_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sp_session_pane_parent_class)->map (widget);

  sp_session_pane_refresh (SP_SESSION_PANE (widget));
  sp_session_pane_arm (SP_SESSION_PANE (widget));
}

static void
sp_session_pane_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SP_SESSION_PANE (widget)->tick_source, g_source_remove);

  GTK_WIDGET_CLASS (sp_session_pane_parent_class)->unmap (widget);
}

static void
sp_session_pane_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_VIEW_STATE:
      g_value_set_object (value, sp_session_pane_get_view_state (SP_SESSION_PANE (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_session_pane_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_VIEW_STATE:
      sp_session_pane_set_view_state (SP_SESSION_PANE (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_session_pane_dispose (GObject *object)
{
  SpSessionPane *self = SP_SESSION_PANE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->view_state != NULL)
    g_signal_handlers_disconnect_by_data (self->view_state, self);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->view_state);
  g_clear_object (&self->conversation);
  /* A status page of libadwaita 1.2 must not be disposed twice, which it would be inside a bound child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_SESSION_PANE);

  G_OBJECT_CLASS (sp_session_pane_parent_class)->dispose (object);
}

static void
sp_session_pane_finalize (GObject *object)
{
  SpSessionPane *self = SP_SESSION_PANE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->state, sp_session_state_free);
  g_clear_pointer (&self->table_name, g_free);

  G_OBJECT_CLASS (sp_session_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-session-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, buttons);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, error_label);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, facts_label);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, grid_view);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, no_variables_label);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, replay_bar);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, replay_box);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, replay_button);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, replay_label);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, rows_label);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, stack);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, status_label);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, stop_button);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, table_label);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, variables_box);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, variables_list);
  gtk_widget_class_bind_template_child (widget_class, SpSessionPane, words_label);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
sp_session_pane_class_init (SpSessionPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_session_pane_dispose;
  object_class->finalize = sp_session_pane_finalize;
  object_class->get_property = sp_session_pane_get_property;
  object_class->set_property = sp_session_pane_set_property;
  widget_class->map = sp_session_pane_map;
  widget_class->unmap = sp_session_pane_unmap;

  properties[PROP_VIEW_STATE] = g_param_spec_object ("view-state", NULL, NULL, SP_TYPE_VIEW_STATE,
                                                     (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                      G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SP_TYPE_GRID_VIEW);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "session.close-table", NULL, close_table_action);
  gtk_widget_class_install_action (widget_class, "session.earlier-rows", NULL, page_action);
  gtk_widget_class_install_action (widget_class, "session.end", NULL, end_action);
  gtk_widget_class_install_action (widget_class, "session.later-rows", NULL, page_action);
  gtk_widget_class_install_action (widget_class, "session.replay", NULL, replay_action);
  gtk_widget_class_install_action (widget_class, "session.restart", NULL, restart_action);
  gtk_widget_class_install_action (widget_class, "session.stop-replay", NULL, stop_replay_action);
}

static void
sp_session_pane_init (SpSessionPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->cancellable = g_cancellable_new ();
  self->signals = g_signal_group_new (SP_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->signals, "notify::busy", G_CALLBACK (sp_session_pane_refresh), self);
  g_signal_group_connect_swapped (self->signals, "notify::container-id", G_CALLBACK (sp_session_pane_refresh), self);
  set_words (self->error_label, NULL);
  sp_session_pane_set_variables (self, NULL);
  sp_session_pane_update_actions (self);
}

/**
 * sp_session_pane_new:
 *
 * Returns: (transfer floating): a pane without a state
 */
GtkWidget *
sp_session_pane_new (void)
{
  return g_object_new (SP_TYPE_SESSION_PANE, NULL);
}

/**
 * sp_session_pane_get_view_state:
 * @self: a pane
 *
 * Returns: (transfer none) (nullable): the state of its window
 */
SpViewState *
sp_session_pane_get_view_state (SpSessionPane *self)
{
  g_return_val_if_fail (SP_IS_SESSION_PANE (self), NULL);

  return self->view_state;
}

/**
 * sp_session_pane_set_view_state:
 * @self: a pane
 * @view_state: (nullable) (transfer none): the state of its window
 *
 * Follows the window's conversation.
 */
void
sp_session_pane_set_view_state (SpSessionPane *self,
                                SpViewState   *view_state)
{
  g_return_if_fail (SP_IS_SESSION_PANE (self));
  g_return_if_fail (view_state == NULL || SP_IS_VIEW_STATE (view_state));

  if (self->view_state == view_state)
    return;

  if (self->view_state != NULL)
    g_signal_handlers_disconnect_by_func (self->view_state, conversation_cb, self);
  g_set_object (&self->view_state, view_state);
  if (view_state != NULL)
    g_signal_connect_object (view_state, "notify::conversation", G_CALLBACK (conversation_cb), self, G_CONNECT_SWAPPED);
  conversation_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW_STATE]);
}

/**
 * sp_session_pane_take_state:
 * @self: a pane
 * @state: (transfer full) (nullable): how the session is, %NULL when there never was one
 *
 * Shows it, and counts the time that is left from it.
 */
void
sp_session_pane_take_state (SpSessionPane  *self,
                            SpSessionState *state)
{
  g_return_if_fail (SP_IS_SESSION_PANE (self));

  g_clear_pointer (&self->state, sp_session_state_free);
  self->state = state;
  if (state != NULL && state->status != SP_SESSION_STATE_NONE)
    {
      set_words (self->status_label, get_title (state->status));
      set_words (self->words_label, get_words (state));
      sp_session_pane_show_facts (self);
      sp_session_pane_show_replay (self);
      gtk_widget_set_visible (self->buttons, state->started > 0);
      if (state->started == 0)
        sp_session_pane_set_variables (self, NULL);
    }
  if (state == NULL || (state->status != SP_SESSION_STATE_IDLE && state->status != SP_SESSION_STATE_BUSY))
    sp_session_pane_close_table (self);
  sp_session_pane_update_actions (self);
  sp_session_pane_show_page (self);
  sp_session_pane_arm (self);
}

/**
 * sp_session_pane_set_variables:
 * @self: a pane
 * @variables: (nullable) (transfer none): a list of #SpVariable, %NULL when they are not known
 *
 * Lists them.
 */
void
sp_session_pane_set_variables (SpSessionPane *self,
                               GListModel    *variables)
{
  g_return_if_fail (SP_IS_SESSION_PANE (self));
  g_return_if_fail (variables == NULL || G_IS_LIST_MODEL (variables));

  gtk_list_box_bind_model (self->variables_list, variables, create_row, NULL, NULL);
  gtk_widget_set_visible (self->variables_box, variables != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->variables_list),
                          variables != NULL && g_list_model_get_n_items (variables) > 0);
  gtk_widget_set_visible (self->no_variables_label,
                          variables != NULL && g_list_model_get_n_items (variables) == 0);
}
