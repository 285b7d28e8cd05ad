package dev.blast.campaign;

/**
 * What to say, and through which channel.
 *
 * @param channel the channel and its settings
 * @param subject may be an empty template, for channels without one
 * @param body never empty
 */
public record Message(ChannelSettings channel, Template subject, Template body) {}
