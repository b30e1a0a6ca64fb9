"""The ward: pages of the bedside part. What is entered lives in the request, or in a case its owner keeps."""
