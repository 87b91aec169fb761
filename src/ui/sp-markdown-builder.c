/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Makes the widgets of a block of Markdown inside of a box, or brings those that stand there already up to date: a widget
 * of the right kind gets its new text, so that a growing answer neither flickers nor loses a selection above its end.
 * Blocks are first listed as pieces, then compared with the box's children one by one. Main thread. */

#include "config.h"

#include "ui/sp-markdown-builder.h"

#include <cmark.h>
#include <glib/gi18n.h>
#include <string.h>

#include "ui/sp-code-block.h"
#include "ui/sp-grid-view.h"
#include "ui/sp-markdown-source.h"

/* Lists in quotes in lists …: deeper ones are shown as they were written. */
#define MAX_DEPTH 10

/* What a block may cost: past it, it is shown as it was written. */
#define MAX_NODES 3000

/* A label takes time with the square of its text, more so the narrower it may get: a long paragraph becomes several
 * labels, one without end a code view, which breaks and folds it. */
#define MAX_LABEL 6000
#define MAX_PART 1600
#define MAX_PARAGRAPH 40000
#define MIN_WIDTH_CHARS 12

typedef enum
{
  PIECE_TEXT = 1,
  PIECE_CODE,
  PIECE_RULE,
  PIECE_TABLE,
  PIECE_QUOTE,
  PIECE_LIST,
  PIECE_ITEM,
} PieceKind;

typedef struct
{
  PieceKind   kind;
  char       *text;       /* (owned) (nullable) markup of a text, text of code, marker of an item */
  char       *language;   /* (owned) (nullable) of code */
  const char *css_class;  /* (nullable) static */
  SpGrid     *grid;       /* (owned) (nullable) of a table */
  cmark_node *node;       /* of a container, while the document lives */
} Piece;

typedef struct
{
  const char *source;
  char      **lines;
  guint       depth;
} Builder;

static void update_box (GtkBox     *box,
                        Builder    *builder,
                        cmark_node *parent);

static void
piece_free (Piece *piece)
{
  g_free (piece->text);
  g_free (piece->language);
  g_clear_object (&piece->grid);
  g_free (piece);
}

static Piece *
add_piece (GPtrArray *pieces,
           PieceKind  kind,
           char      *text)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->kind = kind;
  piece->text = text;
  g_ptr_array_add (pieces, piece);
  return piece;
}

/* Cuts plain text at white space where there is some. */
static void
add_long_text (GPtrArray  *pieces,
               const char *plain,
               const char *css_class)
{
  while (*plain != '\0')
    {
      gsize length = strlen (plain);
      const char *end = plain + MIN (length, MAX_PART);
      const char *space = end;

      while (length > MAX_PART && space > plain + MAX_PART / 2 && !g_ascii_isspace (*space))
        space--;
      if (space > plain + MAX_PART / 2 && length > MAX_PART)
        end = space + 1;
      while (end > plain + 1 && (*end & 0xc0) == 0x80)
        end--;
      add_piece (pieces, PIECE_TEXT, g_markup_escape_text (plain, end - plain))->css_class = css_class;
      plain = end;
    }
}

static void
add_text (GPtrArray  *pieces,
          char       *markup,
          const char *css_class)
{
  g_autofree char *owned = markup;
  g_autoptr(GRegex) tags = NULL;
  g_autofree char *untagged = NULL;
  g_autofree char *plain = NULL;

  if (strlen (markup) <= MAX_LABEL)
    {
      add_piece (pieces, PIECE_TEXT, g_steal_pointer (&owned))->css_class = css_class;
      return;
    }

  /* Links are not Pango's: without any tag it is markup that Pango takes. */
  tags = g_regex_new ("<[^>]*>", 0, 0, NULL);
  untagged = g_regex_replace_literal (tags, markup, -1, 0, "", 0, NULL);
  if (!pango_parse_markup (untagged, -1, 0, NULL, &plain, NULL, NULL))
    plain = g_steal_pointer (&untagged);
  if (strlen (plain) <= MAX_PARAGRAPH)
    add_long_text (pieces, plain, css_class);
  else
    add_piece (pieces, PIECE_CODE, g_steal_pointer (&plain));
}

/* The source lines of a paragraph without the marks of the quotes and lists around it. */
static char **
paragraph_lines (Builder    *builder,
                 cmark_node *node)
{
  int first = cmark_node_get_start_line (node);
  int last = cmark_node_get_end_line (node);
  guint n_lines = g_strv_length (builder->lines);
  GPtrArray *lines = g_ptr_array_new ();

  for (int i = first; i <= last && i <= (int) n_lines; i++)
    {
      const char *line = builder->lines[i - 1];
      gsize skip = strspn (line, builder->depth > 0 ? " \t>" : " \t");

      if (i == first)
        skip = MIN (strlen (line), (gsize) MAX (cmark_node_get_start_column (node) - 1, 0));
      g_ptr_array_add (lines, g_strdup (line + skip));
    }
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_free (lines, FALSE);
}

static void
add_paragraph (GPtrArray  *pieces,
               Builder    *builder,
               cmark_node *node)
{
  g_auto(GStrv) lines = NULL;
  g_autoptr(SpGrid) grid = NULL;
  guint first = 0;

  if (strstr (builder->source, "|") != NULL && strstr (builder->source, "--") != NULL)
    {
      lines = paragraph_lines (builder, node);
      grid = sp_markdown_find_table (lines, &first);
    }
  if (grid == NULL)
    {
      add_text (pieces, sp_markdown_inlines (node), "sp-md-p");
      return;
    }

  if (first > 0)
    {
      g_autofree char *rest = g_steal_pointer (&lines[first]);
      g_autofree char *above = g_strjoinv ("\n", lines);

      add_text (pieces, sp_markdown_inlines_of_text (above), "sp-md-p");
      lines[first] = g_steal_pointer (&rest);
    }
  add_piece (pieces, PIECE_TABLE, g_strjoinv ("\n", lines + first))->grid = g_steal_pointer (&grid);
}

static void
add_code (GPtrArray  *pieces,
          cmark_node *node)
{
  const char *info = cmark_node_get_fence_info (node);
  Piece *piece = add_piece (pieces, PIECE_CODE, g_strdup (cmark_node_get_literal (node)));

  piece->language = info != NULL ? g_strndup (info, MIN (strcspn (info, " \t,{"), 32)) : NULL;
}

static void
add_node_as_source (GPtrArray  *pieces,
                    cmark_node *node)
{
  char *source = cmark_render_commonmark (node, CMARK_OPT_DEFAULT, 0);

  add_piece (pieces, PIECE_CODE, g_strdup (source));
  free (source);
}

static void
add_container (GPtrArray  *pieces,
               Builder    *builder,
               cmark_node *node,
               PieceKind   kind)
{
  if (builder->depth >= MAX_DEPTH)
    add_node_as_source (pieces, node);
  else
    add_piece (pieces, kind, NULL)->node = node;
}

static void
add_node (GPtrArray  *pieces,
          Builder    *builder,
          cmark_node *node)
{
  static const char *const headings[] = { "sp-md-h1", "sp-md-h2", "sp-md-h3", "sp-md-h4", "sp-md-h4", "sp-md-h4" };

  switch ((int) cmark_node_get_type (node))
    {
    case CMARK_NODE_HEADING:
      add_text (pieces, sp_markdown_inlines (node), headings[CLAMP (cmark_node_get_heading_level (node), 1, 6) - 1]);
      break;
    case CMARK_NODE_PARAGRAPH:
      add_paragraph (pieces, builder, node);
      break;
    case CMARK_NODE_CODE_BLOCK:
      add_code (pieces, node);
      break;
    case CMARK_NODE_HTML_BLOCK:
      {
        g_autofree char *html = g_strchomp (g_strdup (cmark_node_get_literal (node)));

        add_text (pieces, g_markup_escape_text (html, -1), "sp-md-html");
        break;
      }
    case CMARK_NODE_THEMATIC_BREAK:
      add_piece (pieces, PIECE_RULE, NULL);
      break;
    case CMARK_NODE_BLOCK_QUOTE:
      add_container (pieces, builder, node, PIECE_QUOTE);
      break;
    case CMARK_NODE_LIST:
      add_container (pieces, builder, node, PIECE_LIST);
      break;
    default:
      break;
    }
}

static gboolean
activate_link_cb (GtkLabel   *label,
                  const char *uri,
                  gpointer    user_data)
{
  gtk_widget_activate_action (GTK_WIDGET (label), "conversation.open-link", "s", uri);
  return TRUE;
}

static GtkWidget *
create_label (const Piece *piece)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL,
                                   "use-markup", TRUE,
                                   "selectable", TRUE,
                                   "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                   "width-chars", MIN_WIDTH_CHARS,
                                   "xalign", 0.0F,
                                   NULL);

  gtk_widget_add_css_class (label, piece->css_class);
  g_signal_connect (label, "activate-link", G_CALLBACK (activate_link_cb), NULL);
  return label;
}

static GtkWidget *
create_box (GtkOrientation  orientation,
            const char     *css_class)
{
  GtkWidget *box = gtk_box_new (orientation, 0);

  gtk_widget_add_css_class (box, css_class);
  return box;
}

static GtkWidget *
create_item (void)
{
  GtkWidget *item = create_box (GTK_ORIENTATION_HORIZONTAL, "sp-md-item");
  GtkWidget *marker = gtk_label_new (NULL);
  GtkWidget *content = create_box (GTK_ORIENTATION_VERTICAL, "sp-md-item-content");

  gtk_widget_set_valign (marker, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (marker), 1);
  gtk_widget_add_css_class (marker, "sp-md-marker");
  gtk_widget_set_hexpand (content, TRUE);
  gtk_box_append (GTK_BOX (item), marker);
  gtk_box_append (GTK_BOX (item), content);
  return item;
}

static GtkWidget *
create_widget (const Piece *piece)
{
  GtkWidget *widget;

  switch (piece->kind)
    {
    case PIECE_TEXT:
      widget = create_label (piece);
      break;
    case PIECE_CODE:
      widget = sp_code_block_new ();
      break;
    case PIECE_RULE:
      widget = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
      break;
    case PIECE_TABLE:
      widget = sp_grid_view_new ();
      gtk_widget_add_css_class (widget, "sp-md-table");
      break;
    case PIECE_QUOTE:
      widget = create_box (GTK_ORIENTATION_VERTICAL, "sp-md-quote");
      break;
    case PIECE_LIST:
      widget = create_box (GTK_ORIENTATION_VERTICAL, "sp-md-list");
      break;
    case PIECE_ITEM:
    default:
      widget = create_item ();
      break;
    }
  g_object_set_data (G_OBJECT (widget), "sp-kind", GINT_TO_POINTER (piece->kind));
  return widget;
}

/* "[ ] " and "[x] " at the start of an item: taken out of the text, told by the marker. */
static char *
take_task_marker (cmark_node *item)
{
  cmark_node *paragraph = cmark_node_first_child (item);
  cmark_node *text = paragraph != NULL ? cmark_node_first_child (paragraph) : NULL;
  const char *literal;
  g_autofree char *rest = NULL;
  gboolean done;

  if (text == NULL || cmark_node_get_type (paragraph) != CMARK_NODE_PARAGRAPH ||
      cmark_node_get_type (text) != CMARK_NODE_TEXT)
    return NULL;
  literal = cmark_node_get_literal (text);
  if (!g_str_has_prefix (literal, "[ ] ") && !g_str_has_prefix (literal, "[x] ") && !g_str_has_prefix (literal, "[X] "))
    return NULL;
  done = literal[1] != ' ';
  rest = g_strdup (literal + 4);
  cmark_node_set_literal (text, rest);
  return g_strdup (done ? "☑" : "☐");
}

static char *
item_marker (Builder    *builder,
             cmark_node *list,
             cmark_node *item,
             int         number)
{
  static const char *const bullets[] = { "•", "◦", "▪" };
  char *task = take_task_marker (item);

  if (task != NULL)
    return task;
  if (cmark_node_get_list_type (list) == CMARK_ORDERED_LIST)
    return g_strdup_printf ("%d%c", number, cmark_node_get_list_delim (list) == CMARK_PAREN_DELIM ? ')' : '.');
  return g_strdup (bullets[builder->depth % G_N_ELEMENTS (bullets)]);
}

/* Makes the child at the place of @child show @piece. Returns the child after it. */
static GtkWidget *update_child (GtkBox    *box,
                                GtkWidget *child,
                                Builder   *builder,
                                Piece     *piece);

static void
remove_from (GtkBox    *box,
             GtkWidget *child)
{
  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      gtk_box_remove (box, child);
      child = next;
    }
}

static void
update_list (GtkBox     *box,
             Builder    *builder,
             cmark_node *list)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (box));
  int number = cmark_node_get_list_start (list);

  if (cmark_node_get_list_tight (list))
    gtk_widget_add_css_class (GTK_WIDGET (box), "tight");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (box), "tight");

  for (cmark_node *item = cmark_node_first_child (list); item != NULL; item = cmark_node_next (item), number++)
    {
      Piece piece = { PIECE_ITEM, NULL, NULL, NULL, NULL, item };
      g_autofree char *marker = item_marker (builder, list, item, number);

      piece.text = marker;
      child = update_child (box, child, builder, &piece);
    }
  remove_from (box, child);
}

static void
update_container (GtkWidget *widget,
                  Builder   *builder,
                  Piece     *piece)
{
  builder->depth++;
  if (piece->kind == PIECE_LIST)
    {
      builder->depth--;
      update_list (GTK_BOX (widget), builder, piece->node);
      builder->depth++;
    }
  else if (piece->kind == PIECE_ITEM)
    {
      gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (widget)), piece->text);
      update_box (GTK_BOX (gtk_widget_get_last_child (widget)), builder, piece->node);
    }
  else
    update_box (GTK_BOX (widget), builder, piece->node);
  builder->depth--;
}

static void
update_widget (GtkWidget *widget,
               Builder   *builder,
               Piece     *piece)
{
  switch (piece->kind)
    {
    case PIECE_TEXT:
      /* Setting the same again would drop the selection. */
      if (strcmp (gtk_label_get_label (GTK_LABEL (widget)), piece->text) != 0)
        gtk_label_set_markup (GTK_LABEL (widget), piece->text);
      if (!gtk_widget_has_css_class (widget, piece->css_class))
        {
          const char *classes[] = { piece->css_class, NULL };

          gtk_widget_set_css_classes (widget, classes);
        }
      break;
    case PIECE_CODE:
      sp_code_block_set_language (SP_CODE_BLOCK (widget), piece->language);
      sp_code_block_set_text (SP_CODE_BLOCK (widget), piece->text);
      break;
    case PIECE_TABLE:
      if (g_strcmp0 (g_object_get_data (G_OBJECT (widget), "sp-source"), piece->text) == 0)
        break;
      g_object_set_data_full (G_OBJECT (widget), "sp-source", g_strdup (piece->text), g_free);
      sp_grid_view_set_grid (SP_GRID_VIEW (widget), piece->grid);
      break;
    case PIECE_QUOTE:
    case PIECE_LIST:
    case PIECE_ITEM:
      update_container (widget, builder, piece);
      break;
    case PIECE_RULE:
    default:
      break;
    }
}

static GtkWidget *
update_child (GtkBox    *box,
              GtkWidget *child,
              Builder   *builder,
              Piece     *piece)
{
  if (child != NULL && GPOINTER_TO_INT (g_object_get_data (G_OBJECT (child), "sp-kind")) != (int) piece->kind)
    {
      remove_from (box, child);
      child = NULL;
    }
  if (child == NULL)
    {
      child = create_widget (piece);
      gtk_box_append (box, child);
    }
  update_widget (child, builder, piece);
  return gtk_widget_get_next_sibling (child);
}

static void
update_box (GtkBox     *box,
            Builder    *builder,
            cmark_node *parent)
{
  g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) piece_free);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (box));

  for (cmark_node *node = cmark_node_first_child (parent); node != NULL; node = cmark_node_next (node))
    add_node (pieces, builder, node);
  for (guint i = 0; i < pieces->len; i++)
    child = update_child (box, child, builder, g_ptr_array_index (pieces, i));
  remove_from (box, child);
}

static gboolean
has_too_many_nodes (cmark_node *document)
{
  cmark_iter *iter = cmark_iter_new (document);
  guint n_nodes = 0;

  while (n_nodes <= MAX_NODES && cmark_iter_next (iter) != CMARK_EVENT_DONE)
    if (cmark_node_get_type (cmark_iter_get_node (iter)) <= CMARK_NODE_LAST_BLOCK)
      n_nodes++;
  cmark_iter_free (iter);

  return n_nodes > MAX_NODES;
}

/**
 * sp_markdown_builder_update:
 * @box: a vertical box that only this function fills
 * @source: Markdown that is safe to show
 *
 * Makes @box show @source, keeping what it shows already where it is the same.
 * Links activate “conversation.open-link”.
 */
void
sp_markdown_builder_update (GtkBox     *box,
                            const char *source)
{
  g_autofree char *prepared = NULL;
  Builder builder = { 0 };
  cmark_node *document;

  g_return_if_fail (GTK_IS_BOX (box));
  g_return_if_fail (source != NULL);

  prepared = sp_markdown_prepare (source);
  document = cmark_parse_document (prepared, strlen (prepared), CMARK_OPT_DEFAULT);
  if (has_too_many_nodes (document))
    {
      Piece piece = { PIECE_CODE, (char *) source, NULL, NULL, NULL, NULL };

      remove_from (box, update_child (box, gtk_widget_get_first_child (GTK_WIDGET (box)), &builder, &piece));
    }
  else
    {
      g_auto(GStrv) lines = g_strsplit (prepared, "\n", -1);

      builder.source = prepared;
      builder.lines = lines;
      update_box (box, &builder, document);
    }
  cmark_node_free (document);
}
