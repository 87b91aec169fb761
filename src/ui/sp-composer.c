/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Where the next message is written: its text, its files as chips, a button that sends it and, while an answer is on
 * its way, one that stops that. Owned by the conversation page, main thread. The draft itself lies in the conversation,
 * so each keeps its own; how files come in is in sp-composer-files.c. */

#include "config.h"

#include "ui/sp-composer-private.h"

#include <glib/gi18n.h>

#include "ui/sp-file-chip.h"

enum
{
  PROP_0,
  PROP_VIEW_STATE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpComposer, sp_composer, ADW_TYPE_BIN)

static SpWorkspace *
sp_composer_get_workspace (SpComposer *self)
{
  return sp_view_state_get_workspace (self->view_state);
}

/* The one place that decides what can be done now. */
static void
sp_composer_sync (SpComposer *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean busy = self->conversation != NULL && sp_conversation_get_busy (self->conversation);

  gtk_widget_action_set_enabled (widget, "composer.send",
                                 self->conversation != NULL
                                   && sp_workspace_can_send (sp_composer_get_workspace (self), self->conversation));
  gtk_widget_action_set_enabled (widget, "composer.stop", busy);
  gtk_widget_action_set_enabled (widget, "composer.attach", self->conversation != NULL);
  gtk_widget_action_set_enabled (widget, "composer.return", !self->composing);

  if (self->send_stack == NULL)
    return;
  gtk_stack_set_visible_child_name (self->send_stack, busy ? "stop" : "send");
  gtk_widget_set_visible (self->placeholder,
                          !self->composing && gtk_text_buffer_get_char_count (self->buffer) == 0);
  gtk_widget_set_visible (self->chips_scroller, gtk_widget_get_first_child (GTK_WIDGET (self->chips)) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->failed_chips),
                          gtk_widget_get_first_child (GTK_WIDGET (self->failed_chips)) != NULL);
}

/* The draft's text */

static char *
sp_composer_dup_text (SpComposer *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

static void
text_changed_cb (SpComposer *self)
{
  g_autofree char *text = NULL;

  if (self->conversation == NULL || self->loading)
    return;

  text = sp_composer_dup_text (self);
  self->loading = TRUE;
  sp_conversation_set_draft_text (self->conversation, text);
  self->loading = FALSE;
  sp_composer_sync (self);
}

static void
sp_composer_load_text (SpComposer *self)
{
  const char *draft = self->conversation != NULL ? sp_conversation_get_draft_text (self->conversation) : "";
  g_autofree char *text = sp_composer_dup_text (self);

  if (self->loading)
    return;

  self->loading = TRUE;
  if (g_strcmp0 (text, draft) != 0)
    gtk_text_buffer_set_text (self->buffer, draft != NULL ? draft : "", -1);
  self->loading = FALSE;
  sp_composer_sync (self);
}

static void
preedit_changed_cb (SpComposer *self,
                    const char *preedit)
{
  self->composing = *preedit != '\0';
  sp_composer_sync (self);
}

/* The draft's files */

static void
chip_removed_cb (SpComposer *self,
                 SpFileChip *chip)
{
  sp_workspace_detach (sp_composer_get_workspace (self), self->conversation, sp_file_chip_get_file (chip));
}

static void
chip_retried_cb (SpComposer *self,
                 SpFileChip *chip)
{
  sp_workspace_retry_file (sp_composer_get_workspace (self), self->conversation, sp_file_chip_get_file (chip));
}

static void
chip_wrapped_cb (SpComposer *self,
                 SpFileChip *chip)
{
  _sp_composer_wrap_file (self, sp_file_chip_get_file (chip));
}

static GtkWidget *
find_chip (GtkBox *box,
           SpFile *file)
{
  GtkWidget *chip = gtk_widget_get_first_child (GTK_WIDGET (box));

  while (chip != NULL && sp_file_chip_get_file (SP_FILE_CHIP (chip)) != file)
    chip = gtk_widget_get_next_sibling (chip);

  return chip;
}

/* What can be sent stands in a row that scrolls; what cannot has the whole width for its reason, and is never out of
 * sight. */
static void
sp_composer_place_chip (SpComposer *self,
                        SpFile     *file)
{
  gboolean failed = sp_file_get_state (file) == SP_FILE_FAILED || sp_file_get_state (file) == SP_FILE_GONE;
  GtkBox *from = failed ? self->chips : self->failed_chips;
  GtkBox *to = failed ? self->failed_chips : self->chips;
  g_autoptr(GtkWidget) chip = NULL;

  if (!g_set_object (&chip, find_chip (from, file)))
    return;

  gtk_box_remove (from, chip);
  gtk_box_append (to, chip);
}

static void
file_state_cb (SpComposer *self,
               GParamSpec *pspec,
               SpFile     *file)
{
  sp_composer_place_chip (self, file);
  sp_composer_sync (self);
}

static void
sp_composer_add_chip (SpComposer *self,
                      SpFile     *file)
{
  GtkWidget *chip = sp_file_chip_new (file);

  g_signal_connect_object (chip, "removed", G_CALLBACK (chip_removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chip, "retried", G_CALLBACK (chip_retried_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chip, "wrapped", G_CALLBACK (chip_wrapped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (file, "notify::state", G_CALLBACK (file_state_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->chips, chip);
  sp_composer_place_chip (self, file);
}

static gboolean
contains (GListModel *files,
          SpFile     *file)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(SpFile) other = g_list_model_get_item (files, i);

      if (other == file)
        return TRUE;
    }

  return FALSE;
}

/* Takes away the chips of files that are not among those of the draft; all of them when there is no draft. */
static void
sp_composer_drop_chips (SpComposer *self,
                        GtkBox     *box,
                        GListModel *files)
{
  GtkWidget *chip = gtk_widget_get_first_child (GTK_WIDGET (box));

  while (chip != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (chip);
      SpFile *file = sp_file_chip_get_file (SP_FILE_CHIP (chip));

      if (files == NULL || !contains (files, file))
        {
          g_signal_handlers_disconnect_by_func (file, file_state_cb, self);
          gtk_box_remove (box, chip);
        }
      chip = next;
    }
}

/* The chips follow the draft's files. */
static void
files_changed_cb (SpComposer *self,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  GListModel *files)
{
  sp_composer_drop_chips (self, self->chips, files);
  sp_composer_drop_chips (self, self->failed_chips, files);

  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (files, i);

      if (find_chip (self->chips, file) == NULL && find_chip (self->failed_chips, file) == NULL)
        sp_composer_add_chip (self, file);
    }

  sp_composer_sync (self);
}

/* Lets go of the files of the conversation that was shown. */
static void
sp_composer_drop_files (SpComposer *self)
{
  if (self->conversation == NULL)
    return;

  g_signal_handlers_disconnect_by_func (sp_conversation_get_draft_files (self->conversation), files_changed_cb, self);
  if (self->chips != NULL)
    {
      sp_composer_drop_chips (self, self->chips, NULL);
      sp_composer_drop_chips (self, self->failed_chips, NULL);
    }
}

static void
sp_composer_conversation_changed_cb (SpComposer *self)
{
  SpConversation *conversation = self->view_state != NULL ? sp_view_state_get_conversation (self->view_state) : NULL;

  sp_composer_drop_files (self);
  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (self->conversation_signals, conversation);

  if (conversation != NULL)
    {
      GListModel *files = sp_conversation_get_draft_files (conversation);

      g_signal_connect_object (files, "items-changed", G_CALLBACK (files_changed_cb), self, G_CONNECT_SWAPPED);
      files_changed_cb (self, 0, 0, g_list_model_get_n_items (files), files);
    }
  sp_composer_load_text (self);
}

/* Actions */

static void
sp_composer_send_action (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  SpComposer *self = SP_COMPOSER (widget);

  if (self->conversation == NULL
      || !sp_workspace_send (sp_composer_get_workspace (self), self->conversation))
    gtk_widget_error_bell (widget);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  sp_composer_sync (self);
}

static void
sp_composer_stop_action (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  SpComposer *self = SP_COMPOSER (widget);

  if (self->conversation != NULL)
    sp_workspace_stop (sp_composer_get_workspace (self), self->conversation);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
sp_composer_attach_action (GtkWidget  *widget,
                           const char *action_name,
                           GVariant   *parameter)
{
  sp_composer_choose_files (SP_COMPOSER (widget));
}

/* Widget */

static gboolean
sp_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SP_COMPOSER (widget)->text_view));
}

static void
sp_composer_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_VIEW_STATE:
      g_value_set_object (value, sp_composer_get_view_state (SP_COMPOSER (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_composer_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_VIEW_STATE:
      sp_composer_set_view_state (SP_COMPOSER (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_composer_dispose (GObject *object)
{
  SpComposer *self = SP_COMPOSER (object);

  g_cancellable_cancel (self->cancellable);
  self->loading = TRUE;
  sp_composer_drop_files (self);
  g_clear_object (&self->state_signals);
  g_clear_object (&self->conversation_signals);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_COMPOSER);
  g_clear_object (&self->chooser);
  g_clear_object (&self->conversation);
  g_clear_object (&self->view_state);

  G_OBJECT_CLASS (sp_composer_parent_class)->dispose (object);
}

static void
sp_composer_finalize (GObject *object)
{
  g_clear_object (&SP_COMPOSER (object)->cancellable);

  G_OBJECT_CLASS (sp_composer_parent_class)->finalize (object);
}

static void
sp_composer_class_init (SpComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_composer_dispose;
  object_class->finalize = sp_composer_finalize;
  object_class->get_property = sp_composer_get_property;
  object_class->set_property = sp_composer_set_property;
  widget_class->grab_focus = sp_composer_grab_focus;

  properties[PROP_VIEW_STATE] =
    g_param_spec_object ("view-state", NULL, NULL, SP_TYPE_VIEW_STATE,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, SpComposer, buffer);
  gtk_widget_class_bind_template_child (widget_class, SpComposer, chips);
  gtk_widget_class_bind_template_child (widget_class, SpComposer, chips_scroller);
  gtk_widget_class_bind_template_child (widget_class, SpComposer, failed_chips);
  gtk_widget_class_bind_template_child (widget_class, SpComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, SpComposer, send_stack);
  gtk_widget_class_bind_template_child (widget_class, SpComposer, text_view);
  gtk_widget_class_bind_template_callback (widget_class, preedit_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  _sp_composer_class_files_init (klass);

  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, sp_composer_attach_action);
  /* Return in the text; not while an input method has the word. */
  gtk_widget_class_install_action (widget_class, "composer.return", NULL, sp_composer_send_action);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, sp_composer_send_action);
  gtk_widget_class_install_action (widget_class, "composer.stop", NULL, sp_composer_stop_action);
}

static void
sp_composer_init (SpComposer *self)
{
  self->cancellable = g_cancellable_new ();
  self->state_signals = g_signal_group_new (SP_TYPE_VIEW_STATE);
  g_signal_group_connect_swapped (self->state_signals, "notify::conversation",
                                  G_CALLBACK (sp_composer_conversation_changed_cb), self);
  self->conversation_signals = g_signal_group_new (SP_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::busy", G_CALLBACK (sp_composer_sync), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::loaded", G_CALLBACK (sp_composer_sync), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::draft-text",
                                  G_CALLBACK (sp_composer_load_text), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  sp_composer_sync (self);
}

/**
 * sp_composer_new:
 *
 * Returns: (transfer floating): a composer without a conversation
 */
GtkWidget *
sp_composer_new (void)
{
  return g_object_new (SP_TYPE_COMPOSER, NULL);
}

/**
 * sp_composer_get_view_state:
 * @self: a composer
 *
 * Returns: (transfer none) (nullable): the state of its window
 */
SpViewState *
sp_composer_get_view_state (SpComposer *self)
{
  g_return_val_if_fail (SP_IS_COMPOSER (self), NULL);

  return self->view_state;
}

/**
 * sp_composer_set_view_state:
 * @self: a composer
 * @view_state: (nullable) (transfer none): the state of its window
 *
 * Shows the draft of the state's conversation from now on.
 */
void
sp_composer_set_view_state (SpComposer  *self,
                            SpViewState *view_state)
{
  g_return_if_fail (SP_IS_COMPOSER (self));
  g_return_if_fail (view_state == NULL || SP_IS_VIEW_STATE (view_state));

  if (!g_set_object (&self->view_state, view_state))
    return;

  g_signal_group_set_target (self->state_signals, view_state);
  sp_composer_conversation_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW_STATE]);
}
