/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-chat-model.h"

G_BEGIN_DECLS

SpChatToolCall *sp_text_call_find (const char  *text,
                                   gsize       *start);

G_END_DECLS
