/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Shows Markdown as widgets. The text is kept in blocks; when it grows at its end, only the last block is read again, and
 * a burst of changes is drawn once. A very long text shows its beginning until all of it is asked for, which then comes
 * in steps, so that the window never stands still. Main thread. */

#include "config.h"

#include "ui/sp-markdown-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/sp-str.h"
#include "ui/sp-markdown-builder.h"
#include "ui/sp-markdown-source.h"
#include "ui/sp-safe-text.h"

/* How much is shown without asking, in bytes, and how many blocks one step makes. */
#define FOLDED_BYTES (60 * 1000)
#define STEP_BLOCKS 24

struct _SpMarkdownView
{
  AdwBin     parent_instance;

  char      *text;         /* as it was given */
  char      *safe;         /* the same, safe to show */
  GArray    *blocks;       /* of SpMarkdownBlock over @safe */
  guint      n_built;      /* blocks with widgets, the children of @box */
  guint      n_fresh;      /* of them those that are up to date */
  guint      update_source;
  guint      fill_source;
  guint      show_all : 1;

  GtkBox    *box;
  GtkButton *all_button;
};

G_DEFINE_FINAL_TYPE (SpMarkdownView, sp_markdown_view, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static gboolean fill_cb (gpointer user_data);

static GtkWidget *
sp_markdown_view_add_block (SpMarkdownView *self)
{
  GtkWidget *block = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (block, "sp-md-block");
  gtk_box_append (self->box, block);
  self->n_built++;
  return block;
}

/* How many of the blocks shall be shown now. */
static guint
sp_markdown_view_count_wanted (SpMarkdownView *self)
{
  guint n_wanted = 0;

  if (self->show_all || strlen (self->safe) <= FOLDED_BYTES + FOLDED_BYTES / 3)
    return self->blocks->len;
  while (n_wanted < self->blocks->len && g_array_index (self->blocks, SpMarkdownBlock, n_wanted).start < FOLDED_BYTES)
    n_wanted++;
  return n_wanted;
}

static void
sp_markdown_view_update_button (SpMarkdownView *self)
{
  gboolean folded = sp_markdown_view_count_wanted (self) < self->blocks->len;

  gtk_widget_set_visible (GTK_WIDGET (self->all_button), folded);
  if (folded)
    {
      /* translators: the placeholder is a size in kilobytes or megabytes */
      g_autofree char *size = g_format_size (strlen (self->safe));
      g_autofree char *label = g_strdup_printf (_("Show all of this text (%s)"), size);

      gtk_button_set_label (self->all_button, label);
    }
}

/* Brings up to @n_steps blocks up to date; the rest follows when the window has time. */
static void
sp_markdown_view_fill (SpMarkdownView *self,
                       guint           n_steps)
{
  guint n_wanted = sp_markdown_view_count_wanted (self);
  GtkWidget *child = NULL;
  GtkWidget *extra;

  while (self->n_built > n_wanted && (extra = gtk_widget_get_last_child (GTK_WIDGET (self->box))) != NULL)
    {
      gtk_box_remove (self->box, extra);
      self->n_built--;
    }
  self->n_fresh = MIN (self->n_fresh, self->n_built);

  for (; self->n_fresh < n_wanted && n_steps > 0; self->n_fresh++, n_steps--)
    {
      const SpMarkdownBlock *block = &g_array_index (self->blocks, SpMarkdownBlock, self->n_fresh);
      g_autofree char *source = g_strndup (self->safe + block->start, block->end - block->start);

      if (self->n_fresh == self->n_built)
        child = sp_markdown_view_add_block (self);
      else if (child != NULL)
        child = gtk_widget_get_next_sibling (child);
      else
        {
          child = gtk_widget_get_last_child (GTK_WIDGET (self->box));
          for (guint i = self->n_built - 1; i > self->n_fresh; i--)
            child = gtk_widget_get_prev_sibling (child);
        }
      sp_markdown_builder_update (GTK_BOX (child), source);
    }

  if (self->n_fresh < n_wanted && self->fill_source == 0)
    self->fill_source = g_idle_add (fill_cb, self);
}

static gboolean
fill_cb (gpointer user_data)
{
  SpMarkdownView *self = user_data;

  self->fill_source = 0;
  sp_markdown_view_fill (self, STEP_BLOCKS);
  return G_SOURCE_REMOVE;
}

static gboolean
blocks_are_equal (const char            *text_a,
                  const SpMarkdownBlock *a,
                  const char            *text_b,
                  const SpMarkdownBlock *b)
{
  gsize length = a->end - a->start;

  return length == b->end - b->start && memcmp (text_a + a->start, text_b + b->start, length) == 0;
}

/* Splits @text again from the last block that was known on, or from the start when something before has changed. */
static GArray *
sp_markdown_view_split (SpMarkdownView *self,
                        const char     *text)
{
  GArray *blocks;
  g_autoptr(GArray) tail = NULL;
  gsize offset = 0;

  if (self->blocks->len < 2 || !g_str_has_prefix (text, self->safe))
    return sp_markdown_split (text);

  blocks = g_array_copy (self->blocks);
  g_array_set_size (blocks, blocks->len - 1);
  offset = g_array_index (self->blocks, SpMarkdownBlock, blocks->len).start;
  tail = sp_markdown_split (text + offset);
  for (guint i = 0; i < tail->len; i++)
    {
      SpMarkdownBlock block = g_array_index (tail, SpMarkdownBlock, i);

      block.start += offset;
      block.end += offset;
      g_array_append_val (blocks, block);
    }
  return blocks;
}

static void
sp_markdown_view_update (SpMarkdownView *self)
{
  g_autofree char *safe = NULL;
  g_autoptr(GArray) blocks = NULL;
  guint n_same = 0;

  g_clear_handle_id (&self->update_source, g_source_remove);
  safe = sp_safe_text (self->text, -1);
  blocks = sp_markdown_view_split (self, safe);
  while (n_same < MIN (blocks->len, self->n_fresh) &&
         blocks_are_equal (safe, &g_array_index (blocks, SpMarkdownBlock, n_same),
                           self->safe, &g_array_index (self->blocks, SpMarkdownBlock, n_same)))
    n_same++;

  g_clear_pointer (&self->safe, g_free);
  self->safe = g_steal_pointer (&safe);
  g_array_unref (self->blocks);
  self->blocks = g_steal_pointer (&blocks);
  self->n_fresh = n_same;
  sp_markdown_view_fill (self, STEP_BLOCKS * 4);
  sp_markdown_view_update_button (self);
}

static gboolean
update_cb (gpointer user_data)
{
  SpMarkdownView *self = user_data;

  self->update_source = 0;
  sp_markdown_view_update (self);
  return G_SOURCE_REMOVE;
}

static void
sp_markdown_view_show_all_action (GtkWidget  *widget,
                                  const char *name,
                                  GVariant   *parameter)
{
  SpMarkdownView *self = SP_MARKDOWN_VIEW (widget);

  self->show_all = TRUE;
  sp_markdown_view_fill (self, STEP_BLOCKS);
  sp_markdown_view_update_button (self);
}

static void
sp_markdown_view_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SpMarkdownView *self = SP_MARKDOWN_VIEW (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, sp_markdown_view_get_text (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_markdown_view_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SpMarkdownView *self = SP_MARKDOWN_VIEW (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      sp_markdown_view_set_text (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_markdown_view_dispose (GObject *object)
{
  SpMarkdownView *self = SP_MARKDOWN_VIEW (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_handle_id (&self->fill_source, g_source_remove);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SP_TYPE_MARKDOWN_VIEW);

  G_OBJECT_CLASS (sp_markdown_view_parent_class)->dispose (object);
}

static void
sp_markdown_view_finalize (GObject *object)
{
  SpMarkdownView *self = SP_MARKDOWN_VIEW (object);

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->safe, g_free);
  g_clear_pointer (&self->blocks, g_array_unref);

  G_OBJECT_CLASS (sp_markdown_view_parent_class)->finalize (object);
}

static void
sp_markdown_view_class_init (SpMarkdownViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_markdown_view_get_property;
  object_class->set_property = sp_markdown_view_set_property;
  object_class->dispose = sp_markdown_view_dispose;
  object_class->finalize = sp_markdown_view_finalize;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-markdown-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SpMarkdownView, all_button);
  gtk_widget_class_bind_template_child (widget_class, SpMarkdownView, box);

  gtk_widget_class_install_action (widget_class, "markdown.show-all", NULL, sp_markdown_view_show_all_action);
}

static void
sp_markdown_view_init (SpMarkdownView *self)
{
  self->text = g_strdup ("");
  self->safe = g_strdup ("");
  self->blocks = g_array_new (FALSE, FALSE, sizeof (SpMarkdownBlock));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_markdown_view_new:
 *
 * Returns: (transfer floating): a view without text
 */
GtkWidget *
sp_markdown_view_new (void)
{
  return g_object_new (SP_TYPE_MARKDOWN_VIEW, NULL);
}

/**
 * sp_markdown_view_get_text:
 * @self: a Markdown view
 *
 * Returns: (transfer none): the text as it was given
 */
const char *
sp_markdown_view_get_text (SpMarkdownView *self)
{
  g_return_val_if_fail (SP_IS_MARKDOWN_VIEW (self), NULL);

  return self->text;
}

/**
 * sp_markdown_view_set_text:
 * @self: a Markdown view
 * @text: (nullable): Markdown, untrusted
 *
 * Shows @text: at once when it is another one, with the next idle moment when
 * it has only grown.
 */
void
sp_markdown_view_set_text (SpMarkdownView *self,
                           const char     *text)
{
  gboolean grown;

  g_return_if_fail (SP_IS_MARKDOWN_VIEW (self));

  text = text != NULL ? text : "";
  grown = *self->text != '\0' && g_str_has_prefix (text, self->text);
  if (!sp_set_str (&self->text, text))
    return;
  if (!grown)
    {
      self->show_all = FALSE;
      sp_markdown_view_update (self);
    }
  else if (self->update_source == 0)
    self->update_source = g_idle_add (update_cb, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * sp_markdown_view_get_n_blocks:
 * @self: a Markdown view
 *
 * Returns: how many top-level blocks have widgets
 */
guint
sp_markdown_view_get_n_blocks (SpMarkdownView *self)
{
  g_return_val_if_fail (SP_IS_MARKDOWN_VIEW (self), 0);

  return self->n_built;
}
