/**
 * Calendar feeds as text: iCalendar (RFC 5545), as Google, Outlook, Apple and Thunderbird subscribe to it. A door of its
 * own, so that whoever writes no feeds doesn't load the writer.
 *
 * @packageDocumentation
 */
export {
  type FeedHandlerOptions,
  type FeedRequest,
  type FeedResponse,
  type FeedSource,
  feedHandler,
  type PlainResponse,
} from './feed-handler.ts'
export { type FeedTextOptions, feedContentType, feedText, type WrittenFeed, writeFeed } from './feed-text.ts'
