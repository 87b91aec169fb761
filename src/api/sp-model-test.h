/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "api/sp-model-outcome.h"
#include "api/sp-openai-chat-model.h"

G_BEGIN_DECLS

void            sp_model_test_async  (SpOpenaiChatModel    *model,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
SpModelOutcome *sp_model_test_finish (SpOpenaiChatModel    *model,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
