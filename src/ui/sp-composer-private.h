/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "ui/sp-composer.h"

G_BEGIN_DECLS

struct _SpComposer
{
  AdwBin parent_instance;

  SpViewState *view_state;
  SpConversation *conversation;  /* (owned) (nullable) the one whose draft is shown */
  GSignalGroup *state_signals;
  GSignalGroup *conversation_signals;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;

  GtkTextBuffer *buffer;
  GtkBox *chips;
  GtkWidget *chips_scroller;
  GtkBox *failed_chips;
  GtkWidget *placeholder;
  GtkStack *send_stack;
  GtkTextView *text_view;

  guint composing : 1;   /* an input method has text of its own in the view */
  guint loading : 1;     /* the text comes from the conversation */
};

void _sp_composer_class_files_init (SpComposerClass *klass);
void _sp_composer_wrap_file        (SpComposer      *self,
                                    SpFile          *file);

G_END_DECLS
