/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a model says it thought before it answered. Shown folded, never sent back. Lives on the main
 * thread. */

#include "config.h"

#include "model/sp-reasoning.h"

struct _SpReasoning
{
  SpItem   parent_instance;

  GString *text;             /* (owned) */
};

G_DEFINE_FINAL_TYPE (SpReasoning, sp_reasoning, SP_TYPE_ITEM)

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_reasoning_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpReasoning *self = SP_REASONING (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, sp_reasoning_get_text (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_reasoning_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpReasoning *self = SP_REASONING (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      sp_reasoning_set_text (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_reasoning_finalize (GObject *object)
{
  SpReasoning *self = SP_REASONING (object);

  g_string_free (g_steal_pointer (&self->text), TRUE);

  G_OBJECT_CLASS (sp_reasoning_parent_class)->finalize (object);
}

static void
sp_reasoning_class_init (SpReasoningClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_reasoning_finalize;
  object_class->get_property = sp_reasoning_get_property;
  object_class->set_property = sp_reasoning_set_property;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_reasoning_init (SpReasoning *self)
{
  self->text = g_string_new (NULL);
}

/**
 * sp_reasoning_new:
 * @text: (nullable): Markdown
 *
 * Returns: (transfer full): a new #SpReasoning
 */
SpReasoning *
sp_reasoning_new (const char *text)
{
  return g_object_new (SP_TYPE_REASONING, "text", text, NULL);
}

/**
 * sp_reasoning_get_text:
 * @self: a #SpReasoning
 *
 * Returns: (transfer none): Markdown, foreign text; never %NULL
 */
const char *
sp_reasoning_get_text (SpReasoning *self)
{
  g_return_val_if_fail (SP_IS_REASONING (self), NULL);

  return self->text->str;
}

/**
 * sp_reasoning_set_text:
 * @self: a #SpReasoning
 * @text:: Markdown, foreign text; never %NULL
 */
void
sp_reasoning_set_text (SpReasoning *self,
                       const char  *text)
{
  g_return_if_fail (SP_IS_REASONING (self));

  if (text == NULL)
    text = "";
  if (g_str_equal (self->text->str, text))
    return;

  g_string_assign (self->text, text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * sp_reasoning_append_text:
 * @self: a #SpReasoning
 * @delta: more of it, as it streams in
 *
 * Costs the length of @delta, not of what is there.
 */
void
sp_reasoning_append_text (SpReasoning *self,
                          const char  *delta)
{
  g_return_if_fail (SP_IS_REASONING (self));
  g_return_if_fail (delta != NULL);

  if (*delta == '\0')
    return;

  g_string_append (self->text, delta);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}
