// What Slack tells us, by Slack's own types; tests/bot/adapters/slack/schemas.py reads the JSON Schema made of it.
import type { BlockAction, EnvelopedEvent, SlashCommand } from "@slack/bolt";
import type {
  AppHomeOpenedEvent,
  AppMentionEvent,
  FileShareMessageEvent,
  GenericMessageEvent,
  MessageChangedEvent,
} from "@slack/types";

export interface Told {
  app_home_opened: EnvelopedEvent<AppHomeOpenedEvent>;
  app_mention: EnvelopedEvent<AppMentionEvent>;
  block_actions: BlockAction;
  command: SlashCommand;
  file_share: EnvelopedEvent<FileShareMessageEvent>;
  message: EnvelopedEvent<GenericMessageEvent>;
  message_changed: EnvelopedEvent<MessageChangedEvent>;
}
