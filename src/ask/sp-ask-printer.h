/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/sp-conversation.h"

G_BEGIN_DECLS

#define SP_TYPE_ASK_PRINTER (sp_ask_printer_get_type ())
G_DECLARE_FINAL_TYPE (SpAskPrinter, sp_ask_printer, SP, ASK_PRINTER, GObject)

SpAskPrinter *sp_ask_printer_new      (SpConversation *conversation,
                                       gboolean        answer,
                                       gboolean        work);
gboolean      sp_ask_printer_has_text (SpAskPrinter   *self);
void          sp_ask_printer_end      (SpAskPrinter   *self);

JsonObject   *sp_ask_report           (SpConversation *conversation,
                                       GHashTable     *saved);

G_END_DECLS
