/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The line under a conversation that says what its turn is doing: uploading, waiting, writing, running code and for how
 * long; and when it failed, what happened and a way to try again. Owned by the conversation page, main thread.
 *
 * The label has the role of a status, so that screen readers tell of its changes; seconds that pass are left out of its
 * accessible name, or they would be read out one by one. */

#include "config.h"

#include "ui/sp-turn-line.h"

#include <glib/gi18n.h>

#include "model/sp-code-call.h"
#include "model/sp-file.h"
#include "model/sp-message.h"
#include "model/sp-turn.h"

struct _SpTurnLine
{
  GtkWidget parent_instance;

  SpConversation *conversation;
  GSignalGroup *conversation_signals;
  GSignalGroup *turn_signals;
  GSignalGroup *item_signals;
  GSignalGroup *file_signals;

  char *phase;             /* what it does, without the seconds */
  gint64 phase_started;    /* monotonic */
  guint tick_source;

  GtkImage *icon;
  GtkLabel *label;
  GtkWidget *retry_button;
  GtkRevealer *revealer;
  GtkSpinner *spinner;
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void sp_turn_line_sync (SpTurnLine *self);

G_DEFINE_FINAL_TYPE (SpTurnLine, sp_turn_line, GTK_TYPE_WIDGET)

/* Seconds after which a phase says how long it takes. */
#define QUIET_SECONDS 3

static SpItem *
sp_turn_line_dup_last_item (SpTurnLine *self)
{
  GListModel *items = sp_conversation_get_items (self->conversation);
  guint n_items = g_list_model_get_n_items (items);

  return n_items > 0 ? g_list_model_get_item (items, n_items - 1) : NULL;
}

/* Returns: (transfer full) (nullable): a file of the last message that is on its way up */
static SpFile *
sp_turn_line_dup_uploading (SpTurnLine *self)
{
  g_autoptr(SpItem) item = sp_turn_line_dup_last_item (self);
  GListModel *files;

  if (!SP_IS_MESSAGE (item))
    return NULL;

  files = sp_message_get_attachments (SP_MESSAGE (item));
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (sp_file_get_state (file) == SP_FILE_UPLOADING)
        return g_steal_pointer (&file);
    }

  return NULL;
}

static char *
describe_code_call (SpCodeCall *call)
{
  switch (sp_code_call_get_code_status (call))
    {
    case SP_CODE_WRITING:
      return g_strdup (_("The analyst writes code…"));
    case SP_CODE_RUNNING:
      return g_strdup (_("The code runs…"));
    case SP_CODE_FAILED:
      return g_strdup (_("The analyst reads what went wrong…"));
    case SP_CODE_SUCCEEDED:
    case SP_CODE_INTERRUPTED:
    default:
      return g_strdup (_("The analyst reads the result…"));
    }
}

static char *
sp_turn_line_describe_running (SpTurnLine *self)
{
  g_autoptr(SpItem) item = sp_turn_line_dup_last_item (self);

  if (SP_IS_CODE_CALL (item))
    return describe_code_call (SP_CODE_CALL (item));
  if (SP_IS_MESSAGE (item) && sp_message_get_role (SP_MESSAGE (item)) == SP_ROLE_ASSISTANT)
    return g_strdup (_("The analyst writes…"));

  return g_strdup (_("The analyst thinks…"));
}

static char *
sp_turn_line_describe_upload (SpTurnLine *self)
{
  g_autoptr(SpFile) file = sp_turn_line_dup_uploading (self);

  g_signal_group_set_target (self->file_signals, file);
  if (file == NULL)
    return g_strdup (_("Getting the sandbox ready…"));

  /* translators: %s is the name of a file, %d how much of it has been sent; %% is a per cent sign */
  return g_strdup_printf (_("Uploading %s… %d %%"), sp_file_get_filename (file),
                          (int) (sp_file_get_progress (file) * 100));
}

static char *
sp_turn_line_describe (SpTurnLine *self,
                       SpTurn     *turn)
{
  const char *message = sp_turn_get_error_message (turn);

  switch (sp_turn_get_status (turn))
    {
    case SP_TURN_UPLOADING:
      return sp_turn_line_describe_upload (self);
    case SP_TURN_QUEUED:
      return g_strdup (_("Waiting for its turn…"));
    case SP_TURN_RUNNING:
      return sp_turn_line_describe_running (self);
    case SP_TURN_FAILED:
      return g_strdup (message != NULL ? message : _("The answer could not be finished. Try again."));
    case SP_TURN_INCOMPLETE:
      return g_strdup (message != NULL ? message : _("The answer is not complete: it met a limit."));
    case SP_TURN_CANCELLED:
      return g_strdup (_("Stopped."));
    case SP_TURN_COMPLETED:
    default:
      return g_strdup ("");
    }
}

static gboolean
sp_turn_line_tick_cb (gpointer user_data)
{
  SpTurnLine *self = user_data;

  self->tick_source = 0;
  sp_turn_line_sync (self);

  return G_SOURCE_REMOVE;
}

/* One phase of a turn: its words, and how long it has taken once that is worth knowing. */
static void
sp_turn_line_set_phase (SpTurnLine *self,
                        const char *phase,
                        gboolean    active)
{
  gint64 now = g_get_monotonic_time ();
  int seconds;

  if (g_strcmp0 (phase, self->phase) != 0)
    {
      g_clear_pointer (&self->phase, g_free);
      self->phase = g_strdup (phase);
      self->phase_started = now;
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL, phase, -1);
    }

  seconds = (int) ((now - self->phase_started) / G_USEC_PER_SEC);
  if (active && seconds >= QUIET_SECONDS)
    {
      /* translators: %s is what is being done, %d the seconds since it began */
      g_autofree char *text = g_strdup_printf (_("%s %d s"), phase, seconds);

      gtk_label_set_text (self->label, text);
    }
  else
    gtk_label_set_text (self->label, phase);

  if (active && self->tick_source == 0)
    self->tick_source = g_timeout_add_seconds (1, sp_turn_line_tick_cb, self);
  if (!active)
    g_clear_handle_id (&self->tick_source, g_source_remove);
}

static void
sp_turn_line_sync (SpTurnLine *self)
{
  SpTurn *turn = self->conversation != NULL ? sp_conversation_get_turn (self->conversation) : NULL;
  SpTurnStatus status = turn != NULL ? sp_turn_get_status (turn) : SP_TURN_COMPLETED;
  gboolean active = turn != NULL && sp_turn_is_active (turn);
  gboolean failed = status == SP_TURN_FAILED || status == SP_TURN_INCOMPLETE;
  g_autofree char *phase = turn != NULL ? sp_turn_line_describe (self, turn) : g_strdup ("");

  sp_turn_line_set_phase (self, phase, active);
  gtk_revealer_set_reveal_child (self->revealer, *phase != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), active);
  gtk_spinner_set_spinning (self->spinner, active);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), failed || status == SP_TURN_CANCELLED);
  gtk_image_set_from_icon_name (self->icon, failed ? "dialog-warning-symbolic" : "media-playback-stop-symbolic");
  gtk_widget_set_visible (self->retry_button, failed || status == SP_TURN_CANCELLED);

  if (failed)
    gtk_widget_add_css_class (GTK_WIDGET (self), "failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "failed");
}

static void
sp_turn_line_items_changed_cb (SpTurnLine *self)
{
  g_autoptr(SpItem) item = self->conversation != NULL ? sp_turn_line_dup_last_item (self) : NULL;

  g_signal_group_set_target (self->item_signals, SP_IS_CODE_CALL (item) ? item : NULL);
  sp_turn_line_sync (self);
}

static void
sp_turn_line_turn_changed_cb (SpTurnLine *self)
{
  g_signal_group_set_target (self->turn_signals,
                             self->conversation != NULL ? sp_conversation_get_turn (self->conversation) : NULL);
  sp_turn_line_items_changed_cb (self);
}

static void
sp_turn_line_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CONVERSATION:
      g_value_set_object (value, sp_turn_line_get_conversation (SP_TURN_LINE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_turn_line_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_CONVERSATION:
      sp_turn_line_set_conversation (SP_TURN_LINE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_turn_line_dispose (GObject *object)
{
  SpTurnLine *self = SP_TURN_LINE (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_func (sp_conversation_get_items (self->conversation),
                                          sp_turn_line_items_changed_cb, self);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->turn_signals);
  g_clear_object (&self->item_signals);
  g_clear_object (&self->file_signals);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_TURN_LINE);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->phase, g_free);

  G_OBJECT_CLASS (sp_turn_line_parent_class)->dispose (object);
}

static void
sp_turn_line_class_init (SpTurnLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_turn_line_dispose;
  object_class->get_property = sp_turn_line_get_property;
  object_class->set_property = sp_turn_line_set_property;

  properties[PROP_CONVERSATION] =
    g_param_spec_object ("conversation", NULL, NULL, SP_TYPE_CONVERSATION,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-turn-line.ui");
  gtk_widget_class_bind_template_child (widget_class, SpTurnLine, icon);
  gtk_widget_class_bind_template_child (widget_class, SpTurnLine, label);
  gtk_widget_class_bind_template_child (widget_class, SpTurnLine, retry_button);
  gtk_widget_class_bind_template_child (widget_class, SpTurnLine, revealer);
  gtk_widget_class_bind_template_child (widget_class, SpTurnLine, spinner);
}

static void
sp_turn_line_init (SpTurnLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->conversation_signals = g_signal_group_new (SP_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::turn",
                                  G_CALLBACK (sp_turn_line_turn_changed_cb), self);
  self->turn_signals = g_signal_group_new (SP_TYPE_TURN);
  g_signal_group_connect_swapped (self->turn_signals, "notify::status", G_CALLBACK (sp_turn_line_sync), self);
  g_signal_group_connect_swapped (self->turn_signals, "notify::error-message", G_CALLBACK (sp_turn_line_sync), self);
  self->item_signals = g_signal_group_new (SP_TYPE_CODE_CALL);
  g_signal_group_connect_swapped (self->item_signals, "notify::code-status", G_CALLBACK (sp_turn_line_sync), self);
  self->file_signals = g_signal_group_new (SP_TYPE_FILE);
  g_signal_group_connect_swapped (self->file_signals, "notify::progress", G_CALLBACK (sp_turn_line_sync), self);
  g_signal_group_connect_swapped (self->file_signals, "notify::state", G_CALLBACK (sp_turn_line_sync), self);
}

/**
 * sp_turn_line_new:
 *
 * Returns: (transfer floating): a line that says nothing
 */
GtkWidget *
sp_turn_line_new (void)
{
  return g_object_new (SP_TYPE_TURN_LINE, NULL);
}

/**
 * sp_turn_line_get_conversation:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): the conversation that it watches
 */
SpConversation *
sp_turn_line_get_conversation (SpTurnLine *self)
{
  g_return_val_if_fail (SP_IS_TURN_LINE (self), NULL);

  return self->conversation;
}

/**
 * sp_turn_line_set_conversation:
 * @self: a line
 * @conversation: (nullable) (transfer none): the conversation to watch
 */
void
sp_turn_line_set_conversation (SpTurnLine     *self,
                               SpConversation *conversation)
{
  g_return_if_fail (SP_IS_TURN_LINE (self));
  g_return_if_fail (conversation == NULL || SP_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_func (sp_conversation_get_items (self->conversation),
                                          sp_turn_line_items_changed_cb, self);
  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (self->file_signals, NULL);
  g_signal_group_set_target (self->conversation_signals, conversation);
  if (conversation != NULL)
    g_signal_connect_object (sp_conversation_get_items (conversation), "items-changed",
                             G_CALLBACK (sp_turn_line_items_changed_cb), self, G_CONNECT_SWAPPED);
  sp_turn_line_turn_changed_cb (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONVERSATION]);
}

/**
 * sp_turn_line_get_text:
 * @self: a line
 *
 * Returns: (transfer none): what it says just now, "" when nothing is going on
 */
const char *
sp_turn_line_get_text (SpTurnLine *self)
{
  g_return_val_if_fail (SP_IS_TURN_LINE (self), NULL);

  return gtk_label_get_text (self->label);
}
